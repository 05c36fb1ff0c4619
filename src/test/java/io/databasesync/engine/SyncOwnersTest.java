package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Whose the tables and what belongs to them are after a sync, and who may use them.
@ParameterizedClass
@EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class SyncOwnersTest {
    private final Pair pair;

    SyncOwnersTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void aSequenceThatTwoTablesUseStaysWithItsOwner() {
        pair.scenario()
                .both(
                        "create table a (id serial primary key)",
                        "create table b (id int primary key default nextval('a_id_seq'))")
                .source("insert into a default values", "insert into b default values")
                .target(target -> {
                    String owner = target.newRole();
                    target.execute("alter table a owner to " + owner, "alter table b owner to " + owner);
                })
                .play();
    }

    @Test
    void statisticsKeepTheirOwnerAndRulesTheirComments() {
        pair.scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(target -> {
                    String owner = target.newRole();
                    target.execute(
                            "alter table t owner to " + owner,
                            "create statistics of_owner on id, v from t",
                            "alter statistics of_owner owner to " + owner,
                            "create statistics of_ours on id, v from t",
                            "create rule quiet as on delete to t where old.id < 0 do instead nothing",
                            "comment on rule quiet on t is 'mine'");
                })
                .play();
    }

    @Test
    void statisticsThatOurRoleMayNotMoveAreInTheWayOfASwap() {
        String owner = TestDatabase.roleName();
        String another = TestDatabase.roleName();
        assertThatSync(pair.scenario()
                        .both("create table t (id int primary key, v text)")
                        .target(target -> {
                            target.createRole(owner);
                            target.createRole(another);
                            target.execute(
                                    "grant create on database %s to %s".formatted(target.name(), owner),
                                    "grant create on schema public to " + owner,
                                    "alter table t owner to " + owner,
                                    "create statistics of_another on id, v from t",
                                    "alter statistics of_another owner to " + another);
                        })
                        .targetEndpoint(target -> as(owner, target))
                        .mode(Mode.Swap)
                        .failsIn(Phase.Validating, Reason.DependentBlocks))
                .naming("public.t", "statistics object public.of_another");
    }

    @Test
    void aCreatedTableHasThePrivilegesOfOneThatWasCreatedByHand() {
        String columns = "(id serial, n int generated always as identity)";
        pair.scenario()
                .source("create table made " + columns)
                .target(target -> {
                    String reader = target.newRole();
                    target.execute(
                            "alter default privileges grant select on tables to " + reader,
                            "alter default privileges in schema public grant insert on tables to " + reader,
                            "alter default privileges grant usage on sequences to public",
                            "alter default privileges in schema public grant select on sequences to %s with grant option"
                                    .formatted(reader),
                            "create table hand " + columns);
                })
                .afterSync(target -> {
                    for (String part : List.of("", "_id_seq", "_n_seq")) {
                        String grants =
                                "select g::text from pg_class, unnest(relacl) g where oid = '%s%s'::regclass order by 1";
                        assertThat(target.column(grants.formatted("made", part)))
                                .isEqualTo(target.column(grants.formatted("hand", part)))
                                .hasSizeGreaterThan(1);
                    }
                })
                .play();
    }
}
