package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Password;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A database of one test, dropped on close. All its methods act as the superuser.
public final class TestDatabase implements AutoCloseable {
    static final String SUPERUSER_PASSWORD = "test";

    private static final String OWN = "";

    private static final AtomicInteger ROLES = new AtomicInteger();

    private final TestServer server;
    private final String name;
    private final List<String> roles = new ArrayList<>();
    private final Map<String, TestSession> sessions = new ConcurrentHashMap<>();

    TestDatabase(TestServer server, String name) {
        this.server = server;
        this.name = name;
    }

    public TestServer server() {
        return server;
    }

    public String name() {
        return name;
    }

    /// The endpoint of this database for the engine.
    public ConnectionSettings endpoint() {
        return endpoint(TestServer.SUPERUSER, SUPERUSER_PASSWORD);
    }

    /// The same as a libpq URI, with the password.
    public String uri() {
        return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
                .formatted(TestServer.SUPERUSER, SUPERUSER_PASSWORD, server.host(), server.port(), name);
    }

    /// For a superuser that logs in with a password, as on a real server.
    public String uriWithPassword() {
        String role = newRole();
        execute("alter role " + role + " superuser");
        return "postgresql://%s:role%%27s%%20own@%s:%d/%s?sslmode=disable"
                .formatted(role, server.host(), server.port(), name);
    }

    public ConnectionSettings endpoint(String user, String password) {
        return ConnectionSettings.at(List.of(new HostPort(server.host(), server.port())), name)
                .user(user)
                .password(new Password(password))
                .sslMode(SslMode.Disable)
                .origin("the test's database " + name)
                .build();
    }

    /// A unique name for a role. Tests that need the name before the database exists request it first.
    public static String roleName() {
        return "test_role_" + ProcessHandle.current().pid() + "_" + ROLES.incrementAndGet();
    }

    /// Creates a role that may log in with the password `role's own` and has no other rights.
    /// It is dropped with this database.
    public String newRole() {
        String role = roleName();
        createRole(role);
        return role;
    }

    /// As `newRole`.
    public void createRole(String role) {
        execute("create role " + role + " login password 'role''s own'");
        roles.add(role);
    }

    /// Another session, one for each name. It ends with this database.
    public TestSession session(String name) {
        return sessions.compute(
                name, (_, known) -> known == null || known.isClosed() ? new TestSession(connect()) : known);
    }

    /// Runs statements in order, each in its own transaction; one string may contain several.
    public void execute(String... statements) {
        session(OWN).execute(statements);
    }

    /// The result of a query. Arrays, ranges and similar types are texts, bytea is hexadecimal.
    public List<List<@Nullable Object>> rows(String sql) {
        return session(OWN).rows(sql);
    }

    /// A row to compare with; may contain nulls.
    public static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    /// The first column of every row, as text.
    public List<String> column(String sql) {
        return session(OWN).column(sql);
    }

    /// The first column of a query about relations, as text. Its parameter is their OIDs.
    List<String> column(String sql, Long[] oids) {
        return session(OWN).column(sql, oids);
    }

    /// The one value of a query, as text.
    public String value(String sql) {
        return session(OWN).value(sql);
    }

    /// A new session, for a test that needs two at once; the caller closes it.
    public Connection connect() {
        try {
            return connect(TestServer.SUPERUSER, SUPERUSER_PASSWORD);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("ApplicationName", "the test itself");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), name), properties);
    }

    /// Fills this database with the knowledge base.
    ///
    /// @param pages the number of rows of the largest table
    /// @param vector whether embeddings have pgvector's type, which embedded servers lack
    public void fixture(int pages, boolean vector) {
        try (InputStream script =
                        Objects.requireNonNull(TestDatabase.class.getResourceAsStream("/fixtures/knowledge-base.sql"));
                Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set fixture.pages = '%d'".formatted(pages));
            statement.execute("set fixture.vector = '%s'".formatted(vector ? "on" : "off"));
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every table that a sync could select, sorted.
    public List<TableName> tables() {
        return rows("""
            select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and c.relpersistence <> 't'
            and n.nspname not in ('pg_catalog', 'information_schema', 'databasesync')
            """).stream()
                .map(row -> new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))))
                .sorted()
                .toList();
    }

    /// Schemas that are not PostgreSQL's own, sorted.
    public List<String> schemas() {
        return column("""
            select nspname from pg_namespace
            where nspname !~ '^pg_' and nspname <> 'information_schema' order by nspname collate "C"
            """);
    }

    /// For each table the number of rows and a hash of all their columns: `3:-1234`. The same rows give the same
    /// text, for any order of rows and columns, on every major version.
    public SortedMap<TableName, String> contentHashes(Collection<TableName> tables) {
        return tables.isEmpty() ? new TreeMap<>() : asUsual(() -> Content.hashes(this, tables));
    }

    private <T> T asUsual(Supplier<T> reading) {
        execute(Catalog.SETTINGS);
        try {
            return reading.get();
        } finally {
            execute("reset all");
        }
    }

    /// The properties of these tables besides their rows.
    public Structure structure(Collection<TableName> tables) {
        return tables.isEmpty() ? Structure.EMPTY : asUsual(() -> Catalog.structure(this, tables));
    }

    /// The output of its container's `pg_dump`, without owners and grants; only for servers in containers.
    public SortedMap<String, String> dump() {
        return SchemaDump.parse(ContainerServers.output(
                server.major(),
                "pg_dump",
                "--username=" + TestServer.SUPERUSER,
                "--schema-only",
                "--no-owner",
                "--no-privileges",
                "--no-publications",
                "--no-subscriptions",
                "--exclude-schema=databasesync",
                name));
    }

    /// Runs a script from the test resources' folder `schemas`.
    public void script(String schema) {
        try (InputStream script =
                Objects.requireNonNull(TestDatabase.class.getResourceAsStream("/schemas/" + schema + ".sql"))) {
            execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything that a failed sync must not change: all objects, their structure and their content.
    public State state() {
        List<TableName> tables = tables();
        return new State(schemas(), column(Catalog.OBJECTS), structure(tables), contentHashes(tables));
    }

    public record State(
            List<String> schemas, List<String> objects, Structure structure, SortedMap<TableName, String> content) {}

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        sessions.values().forEach(TestSession::close);
        if (!name.equals("postgres")) {
            try (TestDatabase maintenance = new TestDatabase(server, "postgres")) {
                maintenance.execute("drop database if exists " + name + " with (force)");
                for (String role : roles) {
                    maintenance.execute("drop owned by " + role, "drop role " + role);
                }
            }
        }
    }
}
