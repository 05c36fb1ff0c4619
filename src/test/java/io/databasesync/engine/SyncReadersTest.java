package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who reads the target during a sync sees the old content, then the new content; never neither, never a mix.
class SyncReadersTest {
    private static final String[] TABLES = {
        "create table a (id int primary key, v text)", "create table b (id int primary key, v text)"
    };

    @Test
    void seeOldContentThenNewContent() {
        Readers readers = Readers.three("select count(*) from above_a", "select count(*) from above_b");
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLES)
                .source("insert into a select i, repeat('new ', 50) from generate_series(1, 20000) i")
                .source("insert into b select i, repeat('new ', 50) from generate_series(1, 200) i")
                .target("insert into a select i, 'old' from generate_series(1, 100) i")
                .target("insert into b select i, 'old' from generate_series(1, 50) i")
                .target("create view shown_a as select * from a", "create view above_a as select * from shown_a")
                .target("create view shown_b as select * from b", "create view above_b as select * from shown_b")
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .whileCopying((_, _) -> readers.awaitMore(20)) // nobody waits for rows that are copied
                .afterSync(_ -> readers.sawInOrder("100 50", "20000 200"))
                .play();
    }

    /// Each table says in every row which content it is of.
    @Test
    void eightOfThemWhileSeventeenTablesAreSwapped() {
        Readers ofTables = Readers.four(who("t", 1, 9), who("t", 10, 17), 5, 400);
        Readers ofViews = Readers.four(who("w", 1, 9), who("w", 10, 17), 150, 30);
        Pair.OLDER_TO_NEWER
                .scenario()
                .inParts()
                .both(seventeen(i ->
                        "create table t%1$d (id int primary key, who text, up int references t%2$d); create index on t%1$d (who)"
                                .formatted(i, Math.max(1, i - 1))))
                .source(seventeen(i -> fill(i, "new", 2000)))
                .target(seventeen(i -> fill(i, "old", 500)))
                .target(seventeen(i -> "create view v%1$d as select * from t%1$d".formatted(i)))
                .target(seventeen(i -> "create view w%1$d as select * from v%1$d".formatted(i)))
                .during(Phase.Validating, (databases, _) -> {
                    ofTables.start(databases.target());
                    ofViews.start(databases.target());
                })
                .whileCopying((_, _) -> ofTables.awaitMore(5)) // nobody waits for rows that are copied
                .afterSync(_ -> {
                    ofTables.sawInOrder("old old", "new new");
                    ofViews.sawInOrder("old old", "new new");
                })
                .play();
    }

    @Test
    void nobodyWaitsForTheLockOfATableThatIsNotSelected() throws SQLException {
        try (TwoTables tables = new TwoTables()) {
            tables.create();
            String[] unrelated = {
                "create schema other",
                "create table other.whole (id int) partition by list (id)",
                "create table other.part partition of other.whole for values in (1)"
            };
            tables.source().execute(unrelated);
            tables.target().execute(unrelated);
            try (Connection source = locking(tables.source(), "other.whole");
                    Connection target = locking(tables.target(), "other.whole")) {
                tables.sync("one");
                TwoTables.restored(tables.rollBack("back"));
                assertThat(List.of(source, target))
                        .allSatisfy(c -> c.createStatement().execute("select 1"));
            }
        }
    }

    private static Connection locking(TestDatabase database, String table) throws SQLException {
        Connection connection = database.connect();
        connection.createStatement().execute("set idle_in_transaction_session_timeout = '3min'"); // not for ever
        connection.setAutoCommit(false);
        connection.createStatement().execute("lock table %s in access exclusive mode".formatted(table));
        return connection;
    }

    private static String[] seventeen(IntFunction<String> statement) {
        return IntStream.rangeClosed(1, 17).mapToObj(statement).toArray(String[]::new);
    }

    private static String fill(int table, String who, int rows) {
        return "insert into t%d select i, '%s', 1 from generate_series(1, %d) i".formatted(table, who, rows);
    }

    /// Which content all of the rows of some tables are of; with `none` in it if one is empty.
    ///
    /// @param prefix of the tables, or of views
    private static String who(String prefix, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> "select coalesce(min(who), 'none') as who from %1$s union select max(who) from %1$s"
                        .formatted(prefix + i))
                .collect(Collectors.joining(" union ", "select string_agg(distinct who, '+') from (", ") t"));
    }
}
