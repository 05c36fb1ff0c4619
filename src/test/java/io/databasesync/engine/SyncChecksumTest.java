package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What `verification: Checksum` finds that counting does not.
class SyncChecksumTest {
    private static final String ROWS = "insert into t select i, 'v' || i from generate_series(1, 1000) i";
    private static final String TABLE = "create table t (id int primary key, v text)";

    @Test
    void publishesWhatIsEqual() {
        scenario()
                .source(database -> database.fixture(200, false))
                .source("create table no_key (v text)", "insert into no_key values ('a'), ('a'), (null)")
                .source("create table no_columns ()", "insert into no_columns default values")
                .source("create table doubled (id int primary key, twice int generated always as (id * 2) stored)")
                .source("insert into doubled values (1), (2)")
                .play();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int|i|v # 1",
                "text|concat('v', i)|overlay(v placing 'w' from 1)",
                "bytea|decode(lpad(to_hex(i), 8, '0'), 'hex')|set_bit(v, 9, 1 - get_bit(v, 9))",
                "float8|i / 3.0|v + 5e-14",
                "float8[]|array[i / 3.0]|array[v[1] + 5e-14]",
                "timestamptz|now() + i * interval '1 s'|v + interval '1 us'",
                "jsonb|jsonb_build_object('a', 1)|jsonb_set(v, '{a}', '1.0')",
            })
    void findsOneBitThatFlippedInTheStage(String type, String value, String flipped) {
        SyncException failure = scenario()
                .source("create table t (id int primary key, v " + type + ")")
                .source("insert into t select i, " + value + " from generate_series(1, 5000) i")
                .during(
                        Phase.Verifying,
                        (databases, _) ->
                                inStage(databases.target(), "update %s set v = " + flipped + " where id = 77"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);
        assertThat(shown(failure)).isEqualTo("public.t by key (id): (77) different");
        assertThatSync(failure)
                .about("table public.t")
                .naming("by key (id): 1 different; nothing was published")
                .naming("on the source and 5,000 rows with checksum", "in the stage");
    }

    @Test
    void namesRowsThatOneSideLacks() {
        SyncException failure = scenario()
                .source(TABLE, ROWS)
                .during(
                        Phase.Verifying,
                        (databases, _) -> inStage(
                                databases.target(),
                                "update %s set id = 5000 where id = 7",
                                "delete from %s where id = 8"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);
        assertThatSync(failure)
                .naming("1,000 rows", "999 rows", "by key (id): 2 only on the source, 1 only on the target");
        assertThat(shown(failure))
                .contains("(7) only on the source", "(8) only on the source", "(5000) only on the target");
    }

    @Test
    void namesTenRowsAndSaysThatThereAreMore() {
        SyncException failure = scenario()
                .source(TABLE, ROWS)
                .during(Phase.Verifying, (databases, _) -> inStage(databases.target(), "update %s set v = 'x'"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);
        assertThatSync(failure).naming("by key (id): 10 different, and more; nothing was published");
        assertThat(shown(failure)).containsPattern("(\\(\\d+\\) different, ){10}and more");
    }

    @Test
    void saysWhereRowsAreThatHaveNoKey() {
        SyncException failure = scenario()
                .source("create table t (v text)", "insert into t values ('a'), ('a'), ('b')")
                .during(
                        Phase.Verifying,
                        (databases, _) -> inStage(databases.target(), "update %s set v = 'b' where ctid = '(0,2)'"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);
        assertThatSync(failure).naming("rows without a key: 1 only on the source, 1 only on the target");
        assertThat(shown(failure)).contains("1 at ctid (0,1) only on the source", "only on the target");
    }

    @Test
    void showsKeysWithoutControlCharactersAndNotInFull() {
        SyncException failure = scenario()
                .source("create table t (id text primary key, v int)")
                .source("insert into t values (E'\\x1b[2J\\u202e' || repeat('long', 100), 1)")
                .during(Phase.Verifying, (databases, _) -> inStage(databases.target(), "update %s set v = 2"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);
        assertThat(failure.getMessage()).doesNotContain("long");
        assertThat(shown(failure))
                .contains("?[2J?longlong", "…) different")
                .doesNotContain("\u001b", "\u202e")
                .hasSizeLessThan(150);
    }

    @Test
    void refusesAGeneratedColumnThatTheTargetComputesInAnotherWay() {
        assertThatSync(scenario()
                        .source("create table t (id int primary key, g int generated always as (id + 1) stored)")
                        .source("insert into t values (1)")
                        .target("create table t (id int primary key, g int generated always as (id + 2) stored)")
                        .failsIn(Phase.Verifying, Reason.VerificationFailed))
                .naming("by key (id): 1 different");
    }

    // failure 29: a long snapshot keeps the source from vacuuming
    @ParameterizedTest
    @EnumSource
    void keepsTheSourcesSnapshotForAsLongAsItIsNeeded(Comparison verification) {
        List<String> held = new CopyOnWriteArrayList<>();
        scenario()
                .verification(verification)
                .source(TABLE, ROWS)
                .during(
                        Phase.Indexing,
                        (databases, _) -> held.add(databases.source().value("""
                            select count(*) > 0 from pg_stat_activity where datname = current_database()
                              and application_name like 'databasesync%' and state = 'idle in transaction'\
                            """)))
                .play();
        assertThat(held).containsOnly(verification == Comparison.Checksum ? "true" : "false");
    }

    private static String shown(SyncException failure) {
        return failure.rows().getFirst().inFull();
    }

    private static void inStage(TestDatabase target, String... statements) {
        String stage =
                target.value("select quote_ident(nspname) from pg_namespace where nspname like 'dbsync\\_stage%'");
        for (String sql : statements) {
            target.execute(sql.formatted(stage + ".t"));
        }
    }

    private static Scenario scenario() {
        return new Scenario(TestServer.newer(), TestServer.older()).verification(Comparison.Checksum);
    }
}
