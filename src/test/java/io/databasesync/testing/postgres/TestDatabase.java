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
import org.jspecify.annotations.Nullable;

/// A database of one test, dropped when it is closed. Everything here is done as the superuser.
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

    /// Where the engine finds this database.
    public ConnectionSettings endpoint() {
        return endpoint(TestServer.SUPERUSER, SUPERUSER_PASSWORD);
    }

    /// The same as a libpq URI, password and all.
    public String uri() {
        return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
                .formatted(TestServer.SUPERUSER, SUPERUSER_PASSWORD, server.host(), server.port(), name);
    }

    public ConnectionSettings endpoint(String user, String password) {
        return ConnectionSettings.at(List.of(new HostPort(server.host(), server.port())), name)
                .user(user)
                .password(new Password(password))
                .sslMode(SslMode.Disable)
                .origin("the test's database " + name)
                .build();
    }

    /// A name that no other role has. Tests that speak of a role before its database is there ask for the name first.
    public static String roleName() {
        return "test_role_" + ProcessHandle.current().pid() + "_" + ROLES.incrementAndGet();
    }

    /// A role that may log in with the password `role's own`, and nothing else; dropped with this database.
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

    /// A session beside the database's own, the same for the same name; ends with this database.
    public TestSession session(String name) {
        return sessions.compute(
                name, (_, known) -> known == null || known.isClosed() ? new TestSession(connect()) : known);
    }

    /// Runs statements one after the other, each committed by itself; one string may hold several.
    public void execute(String... statements) {
        session(OWN).execute(statements);
    }

    /// What a query returns. Arrays, ranges and such are texts, bytea is hexadecimal.
    public List<List<@Nullable Object>> rows(String sql) {
        return session(OWN).rows(sql);
    }

    /// A row to compare with; may hold nulls.
    public static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    /// The first column of every row, as text.
    public List<String> column(String sql) {
        return session(OWN).column(sql);
    }

    /// The one value of a query, as text.
    public String value(String sql) {
        return session(OWN).value(sql);
    }

    /// A session of its own, for a test that needs two at once; the caller closes it.
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
    /// @param pages rows of the largest table
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

    /// Every table that a sync could mean, sorted.
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

    /// Number of rows and a hash of all their columns for each table, `3:-1234`, the same for the same rows in any
    /// order, with columns in any order, on every major version.
    public SortedMap<TableName, String> contentHashes(Collection<TableName> tables) {
        SortedMap<TableName, String> hashes = new TreeMap<>();
        for (TableName table : tables) {
            execute(Catalog.SETTINGS);
            String query = Catalog.CONTENT_QUERY.formatted(literal(table.schema()), literal(table.name()));
            hashes.put(table, value(value(query)));
        }
        execute("reset all");
        return hashes;
    }

    /// What there is about these tables besides their rows.
    public Structure structure(Collection<TableName> tables) {
        execute(Catalog.SETTINGS);
        try {
            return Catalog.structure(this, tables);
        } finally {
            execute("reset all");
        }
    }

    /// What the `pg_dump` of its container makes of it, without owners and grants; only for servers in containers.
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

    /// Runs a script of the test resources' folder `schemas`.
    public void script(String schema) {
        try (InputStream script =
                Objects.requireNonNull(TestDatabase.class.getResourceAsStream("/schemas/" + schema + ".sql"))) {
            execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything a sync that failed must have left alone: all objects, their structure and their content.
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
