package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.PlanFixture;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What tables to be created need, and the target lacks or keeps from our role: known before the first write.
class SyncMissingObjectsTest {
    private static final String FUNCTION = "create function f(v int) returns int language sql immutable as 'select v'";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create table t (id int default f(1))                                                           | public.t
            create table t (id int check (f(id) > 0))                                                      | public.t
            create table t (id int, g int generated always as (f(id)) stored)                              | public.t
            create table t (id int); create index i on t (f(id))                                           | public.t
            create table t (id int); create index i on t (id) where f(id) > 0                              | public.t
            create table t (id int); create statistics s on (f(id)), id from t                             | public.t
            create table t (id int) partition by list (f(id)); create table p partition of t default       | public.t
            create domain d as int check (f(value) > 0); create table t (id d[])                           | type public.d
            """)
    void namesTheFunctionThatADefinitionUses(String table, String user) {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(FUNCTION)
                        .source(table.split(";"))
                        .target("create function f(v text) returns int language sql immutable as 'select 1'")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming(user + " cannot be created on the target, which lacks function public.f(integer)")
                .advising("SELECT pg_get_functiondef('public.f(integer)'::regprocedure)");
    }

    /// Neither can be created first.
    @ParameterizedTest
    @ValueSource(strings = {"t", "int, t", "t[]"})
    void saysWhatToDoAboutAFunctionOfTheRowsOfItsTable(String arguments) {
        String call = arguments.replace("int", "1").replace("t[]", "array[t]").replaceAll("\\bt$", "t.*");
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create table t (id int)",
                                "create function fits(%s) returns boolean language sql as 'select true'"
                                        .formatted(arguments),
                                "alter table t add check (fits(%s))".formatted(call))
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("function public.fits(%s)"
                        .formatted(arguments
                                .replace("int", "integer")
                                .replaceAll("\\bt", "public.t")
                                .replace(", ", ",")))
                .advising("create the table there by hand, then the function");
    }

    /// The enum comes with the table, and its name is the beginning of the other one.
    @Test
    void refusesATableThatNamesAnotherObjectWithALongerName() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create type kind as enum ('a', 'b')",
                                "create table kinds (id int)",
                                "create table t (k kind, r regclass default 'kinds'::regclass)")
                        .include("public.t")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.t")
                .naming("public.kinds");
    }

    @Test
    void createsWhatUsesAFunctionThatIsThere() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(FUNCTION)
                .source("create domain d as int check (f(value) > 0)", "create table t (id d default f(1))")
                .play();
    }

    @Test
    void namesATablespace() {
        String space = "space_" + ProcessHandle.current().pid();
        try (TestDatabase maintenance = TestServer.newer().createDatabase()) {
            maintenance.execute("set allow_in_place_tablespaces = on", "create tablespace " + space + " location ''");
            assertThatSync(Pair.NEWER_TO_OLDER
                            .scenario()
                            .source("create table t (id int)", "create index i on t (id) tablespace " + space)
                            .failsIn(Phase.Validating, Reason.UnsupportedTable))
                    .about("tablespace " + space)
                    .advising("create tablespace " + space);
            maintenance.execute("drop tablespace " + space);
        }
    }

    @Test
    void namesATableAccessMethod() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create access method mine type table handler heap_tableam_handler",
                                "create table t (id int) using mine")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("access method mine")
                .naming("public.t");
    }

    @Test
    void namesATextSearchConfiguration() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create text search configuration plain (copy = simple)",
                                "create table t (v text, w tsvector generated always as (to_tsvector('plain', v)) stored)")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("text search configuration public.plain")
                .advising("create it there first");
    }

    // failure 16: extensions need rights that the role lacks
    @Test
    void saysWhatWouldLetTheRoleCreateATrustedExtension() {
        try (PlanFixture fixture = new PlanFixture()) {
            String role = fixture.target.newRole();
            fixture.source.execute("create extension citext", "create table t (v citext)");
            fixture.target.execute("grant create on schema public to " + role, "create schema databasesync");
            assertThat(fixture.through(fixture.source.endpoint(), as(role, fixture.target.endpoint()))
                            .plan()
                            .blockers())
                    .filteredOn(b -> b.reason() == Reason.ExtensionMissing)
                    .extracting(Blocker::message)
                    .singleElement()
                    .asString()
                    .contains("CREATE EXTENSION citext SCHEMA public")
                    .endsWith("; or let the run create it after GRANT CREATE ON DATABASE %s TO %s"
                            .formatted(fixture.target.name(), role));
        }
    }

    @Test
    void createsExtensionsAfterThoseTheyNeed() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source(
                        "create extension cube",
                        "create extension earthdistance",
                        "create table t (e earth)",
                        "insert into t values (ll_to_earth(1, 2))")
                .play();
    }

    @Test
    void namesAnExtensionThatAnotherOneNeeds() {
        assertThat(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create extension cube",
                                "create extension earthdistance",
                                "create table t (v float8 default sec_to_gc(1))")
                        .mends(Reason.ExtensionMissing))
                .contains("CREATE EXTENSION cube");
    }

    @Test
    void namesTheUpdateOfAnExtensionThatIsTooOld() {
        assertThat(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create extension pg_trgm schema public",
                                "create table t (v text check (strict_word_similarity(v, 'a') < 2))",
                                "insert into t values ('b')")
                        .target("create schema extensions", "create extension pg_trgm schema extensions version '1.3'")
                        .respelled(line -> line.replace("public.strict_word", "extensions.strict_word"))
                        .mends(Reason.ExtensionMissing))
                .contains("ALTER EXTENSION pg_trgm UPDATE");
    }

    @Test
    void namesTheSchemaInWhichItMayMakeNoType() {
        assertThatSync(withRole("create schema kinds")
                        .source(
                                "create schema kinds",
                                "create type kinds.kind as enum ('a')",
                                "create table t (v kinds.kind)")
                        .failsIn(Phase.Validating, Reason.PrivilegeMissing))
                .about("schema kinds")
                .naming("type kinds.kind", "GRANT USAGE, CREATE ON SCHEMA kinds TO ");
    }

    @Test
    void namesTheSchemaOfAnExtensionThatItMayNotUse() {
        assertThatSync(withRole("create schema extensions", "create extension citext schema extensions")
                        .source("create extension citext", "create table t (v citext)")
                        .failsIn(Phase.Validating, Reason.PrivilegeMissing))
                .about("schema extensions")
                .naming("type citext", "GRANT USAGE ON SCHEMA extensions TO ");
    }

    @Test
    void namesTheFunctionThatItMayNotExecute() {
        assertThatSync(withRole(FUNCTION, "revoke execute on function f from public")
                        .source(FUNCTION, "create table t (v int default f(1))")
                        .failsIn(Phase.Validating, Reason.PrivilegeMissing))
                .about("function public.f(integer)")
                .naming("GRANT EXECUTE ON FUNCTION public.f(integer) TO ");
    }

    // failure 17: an extension in another schema
    @Test
    void refusesNamesThatAnExtensionSharesWithAFunctionOfOnesOwn() {
        String own = "create function public.similarity(v int) returns int language sql immutable as 'select v'";
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create extension pg_trgm",
                                own,
                                "create table t (a int default public.similarity(1), b float4 default similarity('a', 'b'))")
                        .target("create schema extensions", "create extension pg_trgm schema extensions", own)
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("public.t")
                .naming("function public.similarity(integer)", "schema extensions");
    }

    @Test
    void listsAllOfItInAPlan() {
        try (PlanFixture fixture = new PlanFixture()) {
            fixture.source.execute(
                    FUNCTION,
                    "create collation klingon (provider = libc, locale = 'C')",
                    "create table t (v text collate klingon, w int default f(1))",
                    "update pg_collation set collctype = 'tlh_XX.utf8' where collname = 'klingon'");
            assertThat(fixture.plan().blockers())
                    .extracting(Blocker::reason)
                    .containsExactly(Reason.UnsupportedTable, Reason.UnsupportedTable);
            assertThat(fixture.target.schemas()).containsExactly("public");
        }
    }

    /// A target that is written by a role which may create in the database and in its schema `public`.
    private static Scenario withRole(String... target) {
        String role = TestDatabase.roleName();
        return Pair.OLDER_TO_NEWER
                .scenario()
                .target(database -> {
                    database.createRole(role);
                    database.execute(Stream.concat(
                                    Stream.of(
                                            "grant create on database %s to %s".formatted(database.name(), role),
                                            "grant create on schema public to " + role),
                                    Stream.of(target))
                            .toArray(String[]::new));
                })
                .targetEndpoint(endpoint -> as(role, endpoint));
    }
}
