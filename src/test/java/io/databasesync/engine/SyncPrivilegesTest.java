package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
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

    private final String[] roles = new String[2];

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void namesEveryGrantThatReplacingNeeds(Mode mode) {
        List<String> messages =
                asStrangers(TABLES).target(TABLES).mode(mode).include("app.t").mends(Reason.PrivilegeMissing);

        assertThat(messages)
                .anySatisfy(m -> assertThat(m).contains("GRANT USAGE ON SCHEMA app TO " + roles[0]))
                .anySatisfy(m -> assertThat(m).contains("GRANT SELECT ON app.t TO " + roles[0]));
    }

    @Test
    void namesEveryGrantThatCreatingNeeds() {
        assertThat(asStrangers(TABLES)
                        .target("create schema app", "create table app.outside (id int primary key)")
                        .target("insert into app.outside values (1)")
                        .include("app.t")
                        .mends(Reason.PrivilegeMissing))
                .anySatisfy(m -> assertThat(m).contains("GRANT CREATE ON DATABASE"))
                .anySatisfy(m -> assertThat(m).contains("GRANT USAGE, CREATE ON SCHEMA app TO " + roles[1]))
                .anySatisfy(m -> assertThat(m).contains("GRANT SELECT, REFERENCES ON app.outside TO " + roles[1]));
    }

    @ParameterizedTest
    @EnumSource(
            value = Pair.class,
            names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
    void namesEveryGrantThatGivingTheNewTableToItsOwnerNeeds(Pair pair) {
        assertThat(asMemberOfTheOwner(pair).mode(Mode.Swap).mends(Reason.PrivilegeMissing))
                .hasSize(pair == Pair.OLDER_TO_NEWER ? 2 : 1)
                .anySatisfy(m -> assertThat(m).contains("GRANT CREATE ON SCHEMA public TO " + roles[0]))
                .allSatisfy(m -> assertThat(m).contains("public.t"));
    }

    @Test
    void replacesTheRowsWhereTheNewTableCouldNotBeGivenToItsOwner() {
        asMemberOfTheOwner(Pair.NEWER_TO_OLDER)
                .afterSync(target -> assertThat(target.column(
                                "select distinct mode from databasesync.run where status = 'succeeded'"))
                        .containsExactly("InPlace"))
                .play();
    }

    /// Whoever owns the table may create nothing, and from 16 on its member may act for it, but not become it.
    private Scenario asMemberOfTheOwner(Pair pair) {
        return pair.scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(target -> {
                    roles[0] = target.newRole();
                    roles[1] = target.newRole();
                    target.execute(
                            "revoke create on schema public from public",
                            "grant usage, create on schema public to " + roles[1],
                            "grant create on database %s to %s".formatted(target.name(), roles[1]),
                            "alter table t owner to " + roles[0],
                            "grant %s to %s%s"
                                    .formatted(
                                            roles[0],
                                            roles[1],
                                            pair == Pair.OLDER_TO_NEWER ? " with inherit true, set false" : ""));
                })
                .targetEndpoint(endpoint -> as(roles[1], endpoint));
    }

    // failure 2: rows that policies hide are missing in silence
    @Test
    void refusesRowsThatPoliciesHide() {
        assertThat(asStrangers(TABLES)
                        .source(source -> source.execute(
                                "alter table app.t enable row level security",
                                "create policy none on app.t using (false)",
                                "grant usage on schema app to " + roles[0],
                                "grant select on app.t to " + roles[0]))
                        .target(TABLES)
                        .include("app.t")
                        .failsIn(Phase.Validating, Reason.PrivilegeMissing)
                        .getMessage())
                .contains(
                        "row-level security hides rows of app.t on the source",
                        "ALTER ROLE %s BYPASSRLS".formatted(roles[0]));
    }

    @Test
    void namesThePrivilegeThatTheSourceLacks() {
        String[] role = new String[1];
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key, v text)")
                .source(source -> role[0] = source.newRole())
                .sourceEndpoint(source -> as(role[0], source))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.getMessage())
                .contains("public.t", role[0])
                .containsIgnoringCase("grant select on public.t to ");
    }

    // failure 2: policies hide rows
    @Test
    void refusesASourceWhoseRowsAreHiddenByAPolicy() {
        String[] role = new String[1];
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key, v text)")
                .source(source -> {
                    role[0] = source.newRole();
                    source.execute(
                            "grant select on t to " + role[0],
                            "alter table t enable row level security",
                            "create policy none on t using (false)",
                            "insert into t values (1, 'x')");
                })
                .sourceEndpoint(source -> as(role[0], source))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.getMessage()).contains("public.t").containsIgnoringCase("row");
    }

    @Test
    void namesThePrivilegeThatTheTargetLacks() {
        String[] role = new String[1];
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key, v text)")
                .target(target -> role[0] = target.newRole())
                .targetEndpoint(target -> as(role[0], target))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.getMessage()).contains(role[0]).containsIgnoringCase("grant");
    }

    private Scenario asStrangers(String... source) {
        return Pair.NEWER_TO_OLDER
                .scenario()
                .source(source)
                .source(database -> roles[0] = database.newRole())
                .target(database -> roles[1] = database.newRole())
                .sourceEndpoint(endpoint -> as(roles[0], endpoint))
                .targetEndpoint(endpoint -> as(roles[1], endpoint));
    }
}
