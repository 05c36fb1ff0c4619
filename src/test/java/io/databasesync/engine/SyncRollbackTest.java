package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Undoing a run. That content, structure and surroundings come back whatever they are, `Scenario.play`
/// checks.
class SyncRollbackTest {
    private final TwoTables tables = new TwoTables();
    private final TestDatabase source = tables.source();
    private final TestDatabase target = tables.target();

    @AfterEach
    void drop() {
        tables.close();
    }

    @Test
    void putsBackWhatTheNewestRunReplacedAndSaysSo() {
        tables.create();
        tables.sync("one");

        assertThat(tables.rollBack("back")).isInstanceOfSatisfying(Restored.class, restored -> {
            assertThat(restored.restoredRun()).isEqualTo("one");
            assertThat(restored.tables())
                    .containsExactly(
                            new VerifiedTable(new TableName("public", "a"), 1),
                            new VerifiedTable(new TableName("public", "b"), 1));
            assertThat(restored.previous()).hasSize(1);
            assertThat(restored.warnings()).isEmpty();
        });
        assertThat(target.column("select who from a union all select who from b"))
                .containsExactly("target", "target");
        assertThat(target.rows(
                        "select operation, status, phase, tables, rows from databasesync.run where run_id = 'back'"))
                .containsExactly(TestDatabase.row("Rollback", "succeeded", "Succeeded", 2, 2L));
        assertThat(target.column("select run_id from databasesync.previous_generation"))
                .containsExactly("back");
        assertThat(target.column("select count(*) from databasesync.lease")).containsExactly("0");
    }

    @Test
    void aRollbackCanItselfBeRolledBack() {
        tables.create();
        source.execute("create table c (id int primary key)", "insert into c values (1), (2)");
        tables.sync("one");

        TwoTables.restored(tables.rollBack("back"));
        assertThat(target.value("select to_regclass('public.c') is null")).isEqualTo("true");

        Restored again = TwoTables.restored(tables.rollBack("forth"));
        assertThat(again.restoredRun()).isEqualTo("back");
        assertThat(target.value("select who from a")).isEqualTo("source");
        assertThat(target.value("select count(*) from c")).isEqualTo("2");
        assertThat(target.column("select nspname from pg_namespace where nspname ~ '^dbsync_'"))
                .isEqualTo(again.previous());
    }

    @Test
    void aRepublishedRunIsAnsweredAgainWithoutBeingDoneTwice() {
        tables.create();
        tables.sync("one");
        TwoTables.restored(tables.rollBack("back"));
        target.execute("insert into databasesync.lease values (true, 'back', 1, clock_timestamp())");

        assertThat(TwoTables.restored(tables.rollBack("back")).restoredRun()).isEqualTo("one");
        assertThat(target.value("select who from a")).isEqualTo("target");
        assertThat(target.column("select run_id from databasesync.lease"))
                .as("what a process left that died after it had published")
                .isEmpty();
    }

    @Test
    void whatChangedAroundTheLiveTablesSinceStays() {
        tables.create();
        target.execute(
                "create function tell() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger old_one after insert on a for each row execute function tell()",
                "create policy old_one on a using (true)",
                "grant select on a to public",
                "create view reader as select who from a");
        tables.sync("one");
        target.execute(
                "drop trigger old_one on a",
                "drop policy old_one on a",
                "revoke select on a from public",
                "grant insert on a to public",
                "create policy new_one on a using (false)",
                "alter table a enable row level security",
                "create trigger new_one before update on a for each row execute function tell()",
                "create table outside (id int references b)",
                "insert into outside values (1)");

        assertThat(TwoTables.restored(tables.rollBack("back")).warnings()).isEmpty();

        assertThat(target.column("select tgname from pg_trigger where tgrelid = 'a'::regclass and not tgisinternal"))
                .containsExactly("new_one");
        assertThat(target.column("select polname from pg_policy where polrelid = 'a'::regclass"))
                .containsExactly("new_one");
        assertThat(
                        target.column(
                                "select privilege_type from pg_class, aclexplode(relacl) where oid = 'a'::regclass and grantee = 0"))
                .containsExactly("INSERT");
        assertThat(target.value("select relrowsecurity from pg_class where oid = 'a'::regclass"))
                .isEqualTo("true");
        assertThat(target.value("select who from reader")).isEqualTo("target");
        assertThat(target.column("select convalidated from pg_constraint where confrelid = 'b'::regclass"))
                .containsExactly("true");
    }

    @Test
    void anOwnerThatMayCreateNothingGetsTheTableThatComesBack() {
        tables.create();
        String role = target.newRole();
        String owner = target.newRole();
        target.execute(
                "grant %s to %s".formatted(owner, role),
                "grant create on database %s to %s".formatted(target.name(), role),
                "grant usage, create on schema public to " + role,
                "revoke create on schema public from public",
                "create sequence shared owned by a.id",
                "alter table a alter id set default nextval('shared')",
                "alter table b alter id set default nextval('shared')",
                "alter table a owner to " + role,
                "alter table b owner to " + role);
        ConnectionSettings endpoint = as(role, target.endpoint());
        assertThat(tables.run(Operation.Sync, "one", TwoTables.ALL, 1, endpoint))
                .isInstanceOf(Synced.class);
        target.execute("alter table a owner to " + owner);

        TwoTables.restored(tables.run(Operation.Rollback, "back", TwoTables.ALL, 1, endpoint));

        assertThat(target.column("select pg_get_userbyid(relowner) from pg_class where relname in ('a', 'shared')"
                        + " and relnamespace = 'public'::regnamespace"))
                .containsOnly(owner);
        assertThat(target.value("select who from a")).isEqualTo("target");
    }

    @Test
    void whoWasPassedOnAGrantHasItStill() {
        tables.create();
        String first = target.newRole();
        String second = target.newRole();
        for (String granted : List.of("select on a", "usage on sequence a_id_seq", "update (who) on a")) {
            target.execute(
                    "grant %s to %s with grant option".formatted(granted, first),
                    "set role " + first,
                    "grant %s to %s".formatted(granted, second),
                    "reset role");
        }
        tables.sync("one");

        for (String rollback : List.of("back", "forth")) {
            TwoTables.restored(tables.rollBack(rollback));
            assertThat(target.value(
                            "select has_table_privilege('%1$s', 'a', 'select') and has_column_privilege('%1$s', 'a', 'who', 'update') and has_sequence_privilege('%1$s', 'a_id_seq', 'usage')"
                                    .formatted(second)))
                    .isEqualTo("true");
        }
    }

    @Test
    void readersSeeAllOfTheRunOrAllOfWhatWasBefore() {
        tables.create();
        tables.sync("one");
        try (Readers readers = Readers.three("select who from a", "select who from b")) {
            readers.start(target);
            for (String run : List.of("back", "forth", "back again")) {
                TwoTables.restored(tables.rollBack(run));
                readers.awaitMore(2); // the first of them may have been on its way
            }
            readers.sawInOrder("source source", "target target", "source source", "target target");
        }
    }

    @Test
    void keepsNothingIfItIsNotToKeepAnything() {
        tables.create();
        tables.sync("one");

        assertThat(TwoTables.restored(tables.run(Operation.Rollback, "back", TwoTables.ALL, 0, target.endpoint()))
                        .previous())
                .isEmpty();
        assertThat(target.column("select nspname from pg_namespace where nspname ~ '^dbsync_'"))
                .isEmpty();
        assertThat(target.column("select count(*) from databasesync.replaced_table"))
                .containsExactly("0");
    }

    @Test
    void needsNoSource() {
        tables.create();
        tables.sync("one");
        source.execute("drop table a, b");

        TwoTables.restored(tables.rollBack("back"));
    }
}
