package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Roles that may do nothing but log in: each run is refused before its first write, and what the refusals say is all
/// that has to be granted.
class SyncPrivilegesTest {
    private static final String[] TABLES = {
        "create schema app",
        "create table app.outside (id int primary key)",
        "create table app.t (id serial primary key, o int constraint to_outside references app.outside)",
        "insert into app.outside values (1)",
        "insert into app.t (o) values (1)"
    };

    private final String owner = TestDatabase.roleName();
    private final String reader = TestDatabase.roleName();
    private final String writer = TestDatabase.roleName();

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void namesEveryGrantThatReplacingNeeds(Mode mode) {
        List<String> statements =
                asStrangers(TABLES).target(TABLES).mode(mode).include("app.t").mends(Reason.PrivilegeMissing);

        assertThat(statements)
                .contains("GRANT USAGE ON SCHEMA app TO " + reader)
                .contains("GRANT SELECT ON app.t TO " + reader);
    }

    @Test
    void namesEveryGrantThatCreatingNeeds() {
        assertThat(asStrangers(TABLES)
                        .target("create schema app", "create table app.outside (id int primary key)")
                        .target("insert into app.outside values (1)")
                        .include("app.t")
                        .mends(Reason.PrivilegeMissing))
                .anySatisfy(m -> assertThat(m).contains("GRANT CREATE ON DATABASE"))
                .contains("GRANT USAGE, CREATE ON SCHEMA app TO " + writer)
                .contains("GRANT SELECT, REFERENCES ON app.outside TO " + writer);
    }

    @ParameterizedTest
    @EnumSource(
            value = Pair.class,
            names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
    void namesEveryGrantThatGivingTheNewTableToItsOwnerNeeds(Pair pair) {
        assertThat(asMemberOfTheOwner(pair).mode(Mode.Swap).mends(Reason.PrivilegeMissing))
                .hasSize(pair == Pair.OLDER_TO_NEWER ? 2 : 1)
                .contains("GRANT CREATE ON SCHEMA public TO " + owner);
    }

    @Test
    void replacesTheRowsWhereTheNewTableCouldNotBeGivenToItsOwner() {
        asMemberOfTheOwner(Pair.NEWER_TO_OLDER)
                .afterSync(target -> assertThat(
                                target.column("select distinct mode from databasesync.run where status = 'succeeded'"))
                        .contains("Swap"))
                .play();
    }

    /// Whoever owns the table may create nothing, and from 16 on its member may act for it, but not become it.
    private Scenario asMemberOfTheOwner(Pair pair) {
        return pair.scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(target -> {
                    target.createRole(owner);
                    target.createRole(writer);
                    target.execute(
                            "revoke create on schema public from public",
                            "grant usage, create on schema public to " + writer,
                            "grant create on database %s to %s".formatted(target.name(), writer),
                            "alter table t owner to " + owner,
                            "grant %s to %s%s"
                                    .formatted(
                                            owner,
                                            writer,
                                            pair == Pair.OLDER_TO_NEWER ? " with inherit true, set false" : ""));
                })
                .targetEndpoint(endpoint -> as(writer, endpoint));
    }

    // failure 2: rows that policies hide are missing in silence
    @Test
    void refusesRowsThatPoliciesHide() {
        assertThatSync(asStrangers(TABLES)
                        .source(source -> source.execute(
                                "alter table app.t enable row level security",
                                "create policy none on app.t using (false)",
                                "grant usage on schema app to " + reader,
                                "grant select on app.t to " + reader))
                        .target(TABLES)
                        .include("app.t")
                        .failsIn(Phase.Validating, Reason.PrivilegeMissing))
                .naming(
                        "row-level security hides rows of table app.t on the source",
                        "ALTER ROLE %s BYPASSRLS".formatted(reader));
    }

    @Test
    void namesThePrivilegeThatTheSourceLacks() {
        String role = TestDatabase.roleName();
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key, v text)")
                .source(source -> source.createRole(role))
                .sourceEndpoint(source -> as(role, source))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).about("table public.t").withFixOn(Side.Source, "GRANT SELECT ON public.t TO " + role);
    }

    // failure 2: policies hide rows
    @Test
    void refusesASourceWhoseRowsAreHiddenByAPolicy() {
        String role = TestDatabase.roleName();
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key, v text)")
                .source(source -> {
                    source.createRole(role);
                    source.execute(
                            "grant select on t to " + role,
                            "alter table t enable row level security",
                            "create policy none on t using (false)",
                            "insert into t values (1, 'x')");
                })
                .sourceEndpoint(source -> as(role, source))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).about("table public.t");
    }

    @Test
    void namesThePrivilegeThatTheTargetLacks() {
        String role = TestDatabase.roleName();
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key, v text)")
                .target(target -> target.createRole(role))
                .targetEndpoint(target -> as(role, target))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).naming(role, "GRANT ");
    }

    private Scenario asStrangers(String... source) {
        return Pair.NEWER_TO_OLDER
                .scenario()
                .source(source)
                .source(database -> database.createRole(reader))
                .target(database -> database.createRole(writer))
                .sourceEndpoint(endpoint -> as(reader, endpoint))
                .targetEndpoint(endpoint -> as(writer, endpoint));
    }
}
