package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;

/// PostgreSQL takes any character in a name but one.
class OddNamesTest {
    private static final String[] TABLE = {
        "create schema \"two\nlines\"", "create table \"two\nlines\".t (id int primary key)"
    };

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }

    @Test
    void aSchemaMayHaveALineBreak() {
        scenario()
                .both(TABLE)
                .source("insert into \"two\nlines\".t values (1)")
                .afterSync(target -> assertThat(target.column("select id from \"two\nlines\".t"))
                        .containsExactly("1"))
                .play();
    }

    @Test
    void anInvalidIndexIsSeenInASchemaThatHasALineBreak() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .source("insert into \"two\nlines\".t values (1)")
                        .during(
                                Phase.Verifying,
                                (databases, _) -> databases
                                        .target()
                                        .execute("update pg_index set indisvalid = false where indexrelid in"
                                                + " (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                                + " where relname = 't_pkey' and nspname like 'dbsync_stage%')"))
                        .failsIn(Phase.Verifying, Reason.VerificationFailed))
                .naming("t_pkey");
    }
}
