package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.as;
import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a sync does, one example after the other. Besides what an example checks by itself, `Scenario` checks what is
/// promised of every sync: read it first.
@ParameterizedClass
@EnumSource
class SyncScenarioTest {
    private final Pair pair;

    SyncScenarioTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void replacesRowsAndKeepsWhatBelongsToTheTables() {
        pair.scenario()
                .together(
                        SyncScenarioTest::replacesWhatTheTargetHad,
                        SyncScenarioTest::keepsOwnerGrantsAndComments,
                        SyncScenarioTest::letsViewsReadTheNewContent,
                        SyncScenarioTest::keepsTriggersAndDoesNotFireThem,
                        SyncScenarioTest::keepsRowLevelSecurity,
                        SyncScenarioTest::keepsPublications)
                .play();
    }

    private static Scenario replacesWhatTheTargetHad(Scenario scenario) {
        return scenario.both("create table t (id int primary key, v text)")
                .source("insert into t select i, 'new' from generate_series(1, 10) i")
                .target("insert into t select i, 'old' from generate_series(5, 20) i")
                .afterSync(target -> assertThat(target.rows("select min(id), max(id), min(v), max(v) from t"))
                        .containsExactly(row(1, 10, "new", "new")));
    }

    // failure 46: publications and replica identity are lost
    // failure 47: grants and owner are lost
    private static Scenario keepsOwnerGrantsAndComments(Scenario scenario) {
        return scenario.both("create table t (id serial primary key, v text)")
                .source("insert into t (v) values ('new')")
                .target(target -> {
                    String owner = target.newRole();
                    String reader = target.newRole();
                    target.execute(
                            "grant usage, create on schema %s to %s"
                                    .formatted(target.value("select current_schema"), owner),
                            "alter table t owner to " + owner,
                            "grant select, insert on t to %s with grant option".formatted(reader),
                            "grant update (v) on t to public",
                            "grant usage on sequence t_id_seq to " + reader,
                            "comment on table t is 'mine'",
                            "alter table t set (fillfactor = 60, autovacuum_enabled = false)",
                            "alter table t replica identity full",
                            "alter table t alter v set statistics 500, alter v set storage external");
                })
                .afterSync(target -> assertThat(target.column("select grantee from "
                                + "information_schema.role_usage_grants"
                                + " where object_name = 't_id_seq' and grantee like 'test_role%'"))
                        .hasSizeGreaterThanOrEqualTo(1));
    }

    private static Scenario letsViewsReadTheNewContent(Scenario scenario) {
        return scenario.both(
                        "create table t (id int primary key, v text)",
                        "create view direct with (security_barrier) as select id, v from t",
                        "create view above as select count(*) as n, max(v) as v from direct",
                        "create function counted() returns bigint language sql begin atomic select count(*) from t;"
                                + " end")
                .source("insert into t values (1, 'new')")
                .target(
                        "insert into t values (1, 'old'), (2, 'old')",
                        "grant select on direct to public",
                        "comment on view direct is 'a view'")
                .afterSync(target -> assertThat(target.rows("select n, v, counted() from above"))
                        .containsExactly(row(1L, "new", 1L)));
    }

    // failure 34: triggers fire
    private static Scenario keepsTriggersAndDoesNotFireThem(Scenario scenario) {
        return scenario.both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(
                        "create table log (v text)",
                        "create function note() returns trigger language plpgsql as 'begin insert into log values"
                                + " (new.v); return new; end'",
                        "create trigger noted after insert or update on t for each row when (new.id < 100) execute"
                                + " function note()",
                        "create trigger sleeping before delete on t for each statement execute function note()",
                        "alter table t disable trigger sleeping",
                        "insert into t values (9, 'old')")
                .afterSync(target -> {
                    assertThat(target.column("select v from log")).containsExactly("old");
                    target.execute(
                            "update t set v = 'touched'; update t set v = 'new'; delete from log where v <> 'old'");
                });
    }

    // failure 3: row-level security of the target refuses COPY
    private static Scenario keepsRowLevelSecurity(Scenario scenario) {
        return scenario.both(
                        "create table t (id int primary key, owner name)", "alter table t enable row level security")
                .source("insert into t values (1, 'a'), (2, 'b')")
                .target(
                        "alter table t force row level security",
                        "create policy mine on t as restrictive for select to public using (owner = current_user)",
                        "create policy write on t for insert with check (id > 0)",
                        "create rule quiet as on delete to t where old.id < 0 do instead nothing");
    }

    // failure 4: TRUNCATE CASCADE empties other tables
    @Test
    void keepsForeignKeysFromOutside() {
        scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new'), (2, 'new')")
                .target(
                        "insert into t values (1, 'old')",
                        "create table note (id int primary key, t int references t on delete set null)",
                        "insert into note values (1, 1), (2, null)")
                .include("public.t")
                .afterSync(target -> target.execute(
                        "insert into note values (3, 2); delete from note where id = 3",
                        "do $$ begin insert into note values (4, 99); raise 'not checked'; exception when"
                                + " foreign_key_violation then null; end $$"))
                .play();
    }

    // failure 46: publications and replica identity are lost
    private static Scenario keepsPublications(Scenario scenario) {
        return scenario.both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(target -> target.execute(
                        "create publication p_%1$s for table t (id, v) where (id > 0)".formatted(target.name())));
    }

    @Test
    void copiesOnlyTheSelectedTables() {
        scenario()
                .both(
                        "create table a (id int primary key)",
                        "create table b (id int primary key)",
                        "create table c (id int primary key)")
                .source("insert into a values (1)", "insert into b values (1)", "insert into c values (1)")
                .target("insert into b values (9)", "insert into c values (9)")
                .include("public.?")
                .exclude("public.b")
                .afterSync(
                        target -> assertThat(target.column("select id from b")).containsExactly("9"))
                .play();
    }

    // failure 19: versions differ
    @Test
    void copiesTheKnowledgeBase() {
        scenario()
                .source(source -> source.fixture(300, false))
                .target(target -> target.fixture(100, false))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .afterSync(target -> assertThat(target.value("select count(*) from archon_open_tasks"))
                        .isEqualTo("194"))
                .play();
    }

    @Test
    void createsTheKnowledgeBase() {
        scenario()
                .source(source -> source.fixture(300, false))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .play();
    }

    @Test
    void keepsNoPreviousGenerationIfNotAskedTo() {
        scenario()
                .both("create table t (id int primary key)")
                .source("insert into t values (1)")
                .safety(0, Duration.ofSeconds(5))
                .play();
    }

    // failure 24: statement_timeout ends a copy
    @Test
    void doesNotCareWhatADatabaseSetsForItsSessions() {
        String table = "create table t"
                + " (id int primary key, d date, z timestamptz, i interval, f float8, b bytea, t text, m money)";
        scenario()
                .both(table)
                .source("""
                    insert into t
                    select n, '2020-02-01', '2020-02-01 12:00+00', '-1 year 2 days -03:04', 0.1 + 0.2, '\\x5c00ff',
                      E'back\\\\slash', 1.5
                    from generate_series(1, 20000) n\
                    """)
                .source(database -> sessionsOf(
                        database,
                        "statement_timeout = '5ms'",
                        "datestyle = 'SQL, DMY'",
                        "extra_float_digits = -15",
                        "bytea_output = 'escape'",
                        "intervalstyle = 'sql_standard'",
                        "timezone = 'Asia/Tokyo'",
                        "default_transaction_read_only = on",
                        "search_path = ''",
                        "default_transaction_isolation = 'serializable'"))
                .target(database -> sessionsOf(
                        database,
                        "statement_timeout = '2s'",
                        "datestyle = 'German'",
                        "standard_conforming_strings = off",
                        "lock_timeout = '2s'",
                        "quote_all_identifiers = on",
                        "search_path = 'nowhere'",
                        "idle_in_transaction_session_timeout = '2s'",
                        "default_transaction_isolation = 'repeatable read'"))
                .play();
    }

    private static void sessionsOf(TestDatabase database, String... settings) {
        for (String setting : settings) {
            database.execute("alter database %s set %s".formatted(database.name(), setting));
        }
    }

    @Test
    void needsNoSuperuser() {
        String reader = TestDatabase.roleName();
        String owner = TestDatabase.roleName();
        scenario()
                .both(
                        "create type mood as enum ('sad', 'happy')",
                        "create table t (id int generated always as identity primary key, v text, m mood)",
                        "create table s (id serial primary key, t int references t)",
                        "create view happy as select * from t where m = 'happy'")
                .source("insert into t (v, m) values ('new', 'sad'), ('new', 'happy')", "insert into s (t) values (1)")
                .source(
                        "create table only_here (id serial primary key, m mood)",
                        "insert into only_here (m) values ('sad')")
                .source(source -> {
                    source.createRole(reader);
                    source.execute(
                            "grant select on all tables in schema public to " + reader,
                            "grant select on all sequences in schema public to " + reader);
                })
                .target("insert into t (v) values ('old')")
                .target(target -> {
                    target.createRole(owner);
                    target.execute("alter database %s owner to %s".formatted(target.name(), owner));
                    for (String object : List.of("table t", "table s", "view happy", "type mood")) {
                        target.execute("alter %s owner to %s".formatted(object, owner));
                    }
                })
                .sourceEndpoint(source -> as(reader, source))
                .targetEndpoint(target -> as(owner, target))
                .play();
    }

    private Scenario scenario() {
        return pair.scenario();
    }
}
