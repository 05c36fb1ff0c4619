package io.databasesync.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.sync.Cancellation;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Queries about all tables of a run read a number of rows that grows with the tables, not with their square.
class ManyTablesTest {
    private static final int TABLES = 200;
    private static final String MADE =
            "array(select format('%I.%I', 'public', 't' || n) from generate_series(1, " + TABLES + ") n)";
    private static final Pattern RETURNED = Pattern.compile("rows=([0-9.]+) loops=([0-9]+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by [A-Za-z ]+: ([0-9.]+)");

    private final TestDatabase database = TestServer.newer().createDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void initialPrivilegesAreFoundForAllTablesAtOnce() {
        privileges();
        tables("public");
        String query = Sql.bound(SqlResource.load("initial_grants"), MADE + "::regclass[]::oid[]");

        assertThat(database.column(query)).hasSize(2 * TABLES);
        assertThat(rowsRead(query)).isLessThan(100 * TABLES);
        assertThat(explain("verbose", query))
                .filteredOn(line -> line.contains("Filter:") || line.contains("Cond:"))
                .noneMatch(line -> line.contains("regclass[]")); // for each row, it would look up all names
    }

    @Test
    void defaultPrivilegesAreFoundForAllTablesAtOnce() {
        tables("public");
        privileges();
        String query = Sql.bound(SqlResource.load("default_grants"), MADE);

        assertThat(database.column(query))
                .filteredOn(grant -> grant.endsWith(" to public"))
                .hasSize(2 * TABLES)
                .contains("grant SELECT on table t7 to public", "grant USAGE on sequence t7_id_seq to public");
        assertThat(rowsRead(query)).isLessThan(100 * TABLES);
    }

    @Test
    void oldGenerationsAreRankedForAllTablesAtOnce() {
        try (Sessions sessions = new Sessions("the run", new Cancellation())) {
            TargetDatabase.connect(sessions, database.endpoint()).acquireLease("the run", _ -> {});
        }
        for (String run : List.of("first", "second", "third")) {
            database.execute("create schema " + run);
            tables(run);
            database.execute("insert into databasesync.previous_generation (run_id, schema_name, previous_schema)"
                    + " values ('%s', 'public', '%s')".formatted(run, run));
        }
        String query = SqlResource.load("list_old_generations");

        assertThat(database.column(Sql.bound(query, "'third'", "1", "1"))).containsExactlyInAnyOrder("first", "second");
        assertThat(database.column(Sql.bound(query, "'third'", "2", "2"))).containsExactly("first");
        assertThat(rowsRead(Sql.bound(query, "'third'", "1", "1"))).isLessThan(100 * TABLES);
    }

    private void privileges() {
        database.execute(
                "alter default privileges grant select on tables to public",
                "alter default privileges grant usage on sequences to public");
    }

    private void tables(String schema) {
        database.execute(
                "do $$ begin for n in 1..%d loop execute format('create table %s.t%%s (id serial)', n); end loop; end $$"
                        .formatted(TABLES, schema));
    }

    /// All rows that the parts of its plan return, or read and leave out.
    private long rowsRead(String query) {
        double rows = 0;
        long loops = 1;
        for (String line : explain("analyze, timing off, costs off", query)) {
            Matcher returned = RETURNED.matcher(line);
            Matcher removed = REMOVED.matcher(line);
            if (returned.find()) {
                loops = Long.parseLong(returned.group(2));
                rows += Double.parseDouble(returned.group(1)) * loops;
            } else if (removed.find()) {
                rows += Double.parseDouble(removed.group(1)) * loops; // of the part above, for each of its loops
            }
        }
        return Math.round(rows);
    }

    private List<String> explain(String options, String query) {
        return database.column("explain (%s) %s".formatted(options, query));
    }
}
