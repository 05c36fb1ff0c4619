package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Event triggers of the target that alter, audit, own or protect every new table. `Scenario` compares the tables
/// before and after, and after a rollback.
@ParameterizedClass
@EnumSource(
        value = Pair.class,
        names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class SyncEventTriggersTest {
    private final Pair pair;

    SyncEventTriggersTest(Pair pair) {
        this.pair = pair;
    }

    // failure 54: event triggers of the target
    @Test
    void keepsRowSecurityOffThatATriggerSwitchesOnForEveryNewTable() {
        onEachNewTable("rls", "alter table %s enable row level security").play();
    }

    @Test
    void addsNothingTwiceThatATriggerAddsToEveryNewTable() {
        onEachNewTable(
                        "addc",
                        "create trigger audit before update on %s for each row execute function"
                                + " suppress_redundant_updates_trigger()",
                        "comment on table %s is ''made''")
                .play();
    }

    @Test
    void keepsTheOwnerThatATriggerChangesOfEveryNewTable() {
        onEachNewTable("own", "alter table %s owner to pg_monitor").play();
    }

    /// A sequence can only be owned by a table with the same owner.
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Auto", "InPlace"})
    void sequencesFollowTheOwnerThatATriggerGivesToTheirTables(Mode mode) {
        onEachNewTable("own", "alter table %s owner to pg_monitor")
                .mode(mode)
                .include("public.*")
                .both("create table serial (id serial primary key, v text)")
                .source(
                        "insert into serial (v) values ('one'), ('two')",
                        "create table made (id serial primary key, v text)",
                        "create table shared (id serial primary key, v text)",
                        "create table sharing (id int default nextval('shared_id_seq') primary key, v text)",
                        "insert into made (v) values ('one')",
                        "insert into shared (v) values ('one')",
                        "insert into sharing (v) values ('two')")
                .playTwice();
    }

    /// As on managed services: the trigger has more rights than the role of the run, and the new owner has none in the
    /// stage.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sequencesFollowTheOwnerOfTheirTablesAlsoWhereThatOneMayNotCreate(boolean replaced) {
        String role = TestDatabase.roleName();
        String team = TestDatabase.roleName();
        String[] table = {"create table t (id serial primary key, v text)", "insert into t (v) values ('a row')"};
        pair.scenario()
                .source(table)
                .target(replaced ? table : new String[0])
                .target(target -> {
                    target.createRole(role);
                    target.createRole(team);
                    target.execute(
                            "grant %s to %s".formatted(team, role),
                            "grant create on database %s to %s".formatted(target.name(), role),
                            "grant create on schema public to " + role);
                    if (replaced) {
                        target.execute("alter table t owner to " + team);
                    }
                    target.execute(
                            eventTrigger("own", "when tag in ('CREATE TABLE')", "alter table %s owner to " + team));
                    target.execute("alter function own security definer");
                })
                .targetEndpoint(endpoint -> as(role, endpoint))
                .playTwice();
    }

    @Test
    void removesEveryPartThatATriggerAddsToEveryNewTable() {
        onEachNewTable(
                        "all_of_it",
                        "alter table %s add column made_at timestamptz default now()",
                        "create index on %s (id)",
                        "alter table %s add constraint no_minus check (id >= 0)",
                        "create policy everyone on %s using (true)",
                        "alter table %s force row level security",
                        "alter table %s replica identity full",
                        "alter table %s set (fillfactor = 50)",
                        "comment on column %s.v is ''text''")
                .playTwice();
    }

    @Test
    void takesBackTheGrantsThatATriggerGivesOnEveryNewTable() {
        onEachNewTable("share", "grant select, insert on %s to pg_monitor")
                .once((_, target) -> assertThat(
                                target.value("select has_table_privilege('pg_monitor', 'public.t', 'insert')"))
                        .isEqualTo("false"));
    }

    @Test
    void leavesATableThatItCreatesAsATriggerMakesIt() {
        pair.scenario()
                .source("create table t (id int primary key, v text)", "insert into t values (1, 'new')")
                .target("create function stop() returns trigger language plpgsql as 'begin raise ''fired''; end'")
                .target(eventTrigger(
                        "rls",
                        "when tag in ('CREATE TABLE')",
                        "alter table %s enable row level security",
                        "create trigger never before insert on %s for each row execute function public.stop()"))
                .once((_, target) -> {
                    assertThat(target.value("select relrowsecurity from pg_class where oid = 't'::regclass"))
                            .isEqualTo("true");
                    assertThat(target.value("select tgenabled from pg_trigger where tgname = 'never'"))
                            .isEqualTo("O");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "insert or delete"})
    void createsAndReplacesATreeWhoseTablesATriggerGivesTriggers(String event) {
        String[] tree = {
            "create table tree (id int primary key, v text) partition by range (id)",
            "create table low partition of tree for values from (0) to (100) partition by list (id)",
            "create table one partition of low for values in (1)",
            "create table high partition of tree default"
        };
        pair.scenario()
                .source(tree)
                .source("insert into tree values (1, 'a'), (200, 'b')")
                .target(eventTrigger(
                        "audited",
                        "when tag in ('CREATE TABLE')",
                        "create trigger audit before " + event + " on %s for each row execute function"
                                + " suppress_redundant_updates_trigger()"))
                .target("alter event trigger ev enable always")
                .once((_, target) -> assertThat(target.column(
                                "select distinct tgname || tgenabled::text || (tgrelid = 'tree'::regclass)::text"
                                        + " from pg_trigger where not tgisinternal order by 1"))
                        .containsExactly("auditOfalse", "auditOtrue"));
        tables().both(tree)
                .include("public.*")
                .source("insert into tree values (1, 'a'), (200, 'b')")
                .target(eventTrigger(
                        "audited",
                        "when tag in ('CREATE TABLE')",
                        "create trigger audit before " + event + " on %s for each row execute function"
                                + " suppress_redundant_updates_trigger()"))
                .play();
    }

    @Test
    void leavesTablesAloneThatATriggerAltersWheneverTheyAreAltered() {
        tables().target("create table seen (what text primary key)")
                .target(eventTrigger(
                        "again",
                        "when tag in ('CREATE TABLE', 'ALTER TABLE', 'COMMENT')",
                        "do $do$ begin if not (select relrowsecurity from pg_class where oid = %1$L::regclass) then"
                                + " alter table %1$s enable row level security; end if; end $do$"))
                .play();
    }

    @Test
    void namesATriggerThatFails() {
        assertThatSync(tables().target(
                                "create table ddl_log (at timestamptz default now(), tag text, what text)",
                                """
                                create function log_ddl() returns event_trigger language plpgsql as $$declare r record;
                                  begin for r in select * from pg_event_trigger_ddl_commands() where schema_name <> 'databasesync' loop
                                    insert into ddl_log (tag, what) values (r.command_tag, r.object_identity);
                                  end loop; end$$\
                                """,
                                "create event trigger ev on ddl_command_end execute function log_ddl()")
                        .failsIn(Phase.Preparing, Reason.StageFailed))
                .about("event trigger ev")
                .naming("ev", "public.log_ddl")
                .withFix("ALTER EVENT TRIGGER ev DISABLE");
    }

    @Test
    void namesATriggerThatForbids() {
        assertThatSync(tables().target(
                                """
                                create function no_ddl() returns event_trigger language plpgsql as $$begin
                                  if exists (select from pg_event_trigger_ddl_commands()
                                    where schema_name like 'dbsync_%') then raise 'no DDL today'; end if; end$$\
                                """,
                                "create event trigger closed on ddl_command_end when tag in ('CREATE TABLE')"
                                        + " execute function no_ddl()")
                        .failsIn(Phase.Preparing, Reason.StageFailed))
                .naming("closed", "public.no_ddl", "no DDL today");
    }

    @Test
    void namesATriggerThatAlwaysFiresAndChangesTheNewTables() {
        assertThatSync(tables().target(eventTrigger(
                                "again",
                                "when tag in ('ALTER TABLE')",
                                "do $do$ begin if not (select relrowsecurity from pg_class where oid = %1$L::regclass)"
                                        + " then alter table %1$s enable row level security; end if; end $do$"))
                        .target("alter event trigger ev enable always")
                        .failsIn(Phase.Publishing, Reason.PublishFailed))
                .naming("ev", "public.again", "enable row level security")
                .withFix("ALTER EVENT TRIGGER ev DISABLE");
    }

    @Test
    void dropsItsOwnSchemasThoughATriggerForbidsToDrop() {
        tables().target("""
                        create function no_drop() returns event_trigger language plpgsql as
                          $$begin raise 'nothing is dropped here'; end$$\
                        """, "create event trigger keep on sql_drop execute function no_drop()")
                .playTwice();
    }

    private Scenario onEachNewTable(String function, String... statements) {
        return tables().target(eventTrigger(function, "when tag in ('CREATE TABLE')", statements));
    }

    private Scenario tables() {
        String[] tables = {
            "create table t (id int primary key, v text, qty int check (qty < 100))", "create index on t (v)"
        };
        return pair.scenario()
                .both(tables)
                .include("public.t")
                .source("insert into t select g, 'v' || g, g % 50 from generate_series(1, 300) g")
                .target("insert into t values (1, 'old', 1)");
    }

    private static String[] eventTrigger(String function, String when, String... statements) {
        StringBuilder body = new StringBuilder();
        for (String statement : statements) {
            body.append("execute pg_catalog.format('")
                    .append(statement.contains("$do$") ? statement.replace("'", "''") : statement)
                    .append("', r.object_identity); ");
        }
        return new String[] {
            """
            create function %s() returns event_trigger language plpgsql as $$declare r record;
              begin for r in select * from pg_catalog.pg_event_trigger_ddl_commands()
                where object_type = 'table' and schema_name <> 'databasesync' loop
                %s end loop; end$$\
            """.formatted(function, body),
            "create event trigger ev on ddl_command_end %s execute function %s()".formatted(when, function)
        };
    }
}
