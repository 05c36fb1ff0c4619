package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;

/// A right is no part of a table's definition: what is granted and revoked while a run copies does not end the run,
/// and is as people left it afterwards.
class RightsDuringARunTest {
    private static final String[] TABLES = {
        "create sequence shared", "create table t (id int primary key, n int default nextval('shared'))"
    };

    private final String[] roles = new String[2];

    @Test
    void aSwapKeepsWhatIsGrantedAndRevokedMeanwhile() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.Swap)
                .both(TABLES)
                .source("insert into t select i from generate_series(1, 3) i")
                .target(this::roles)
                .target(target -> target.execute(
                        "grant select, update on sequence shared to " + roles[0], "grant select on t to " + roles[1]))
                .targetEndpoint(target -> as(roles[0], target))
                .during(
                        Phase.Copying,
                        (databases, _) -> databases
                                .target()
                                .execute(
                                        "grant usage on sequence shared to " + roles[0],
                                        "grant insert on t to " + roles[1],
                                        "revoke select on t from " + roles[1]))
                .once((_, target) -> {
                    assertThat(target.value("select last_value from shared")).isEqualTo("3");
                    assertThat(target.value("select has_table_privilege('%s', 't', 'insert')".formatted(roles[1])))
                            .isEqualTo("true");
                    assertThat(target.value("select has_table_privilege('%s', 't', 'select')".formatted(roles[1])))
                            .isEqualTo("false");
                });
    }

    private void roles(TestDatabase target) {
        roles[0] = target.newRole();
        roles[1] = target.newRole();
        target.execute(
                "grant create on database %s to %s".formatted(target.name(), roles[0]),
                "grant create, usage on schema public to " + roles[0],
                "alter table t owner to " + roles[0]);
    }
}
