package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A first sync into an empty database of an older major: it works, or names what that major lacks.
class SyncOlderMajorIT {
    @ParameterizedTest
    @ValueSource(ints = {17, 18})
    void createsWhateverBothMajorsHave(int newer) {
        new Scenario(TestServer.container(newer), TestServer.container(15))
                .source(source -> {
                    source.script("adversarial");
                    source.script("newer");
                })
                .once((source, target) -> assertThat(target.tables()).containsAll(source.tables()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create table t (id int, v int generated always as (id * 2) virtual)      | virtual generated column v
            create table t (a int, constraint c check (a > 0) not enforced)          | NOT ENFORCED of constraint c
            create table t (a int, constraint n not null a no inherit)               | NOT NULL that is NO INHERIT or NOT VALID on column a
            create table t (a int primary key, b int references t not enforced)      | NOT ENFORCED of constraint t_b_fkey
            create table t (i int4range, p daterange, constraint k unique (i, p without overlaps)) | WITHOUT OVERLAPS of constraint k
            """)
    void namesWhatTheOlderMajorLacks(String table, String feature) {
        assertThatSync(new Scenario(TestServer.container(18), TestServer.container(15))
                        .source(table)
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.t")
                .naming(feature + " needs PostgreSQL 18")
                .advising("create it there by hand without that");
    }

    @Test
    void namesAFunctionThatTheOlderMajorLacks() {
        assertThatSync(new Scenario(TestServer.container(18), TestServer.container(15))
                        .source("create table t (id uuid default uuidv7())")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.t")
                .naming("uuidv7");
    }

    @Test
    void replacesATableThatWasMadeByHandWithoutThat() {
        new Scenario(TestServer.container(18), TestServer.container(15))
                .source(
                        "create table t (id int primary key, v int generated always as (id * 2) virtual)",
                        "insert into t values (4)")
                .target("create table t (id int primary key, v int)")
                .afterSync(target -> assertThat(target.value("select v from t")).isEqualTo("8"))
                .play();
    }
}
