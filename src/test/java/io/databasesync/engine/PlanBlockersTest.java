package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.engine.PlanFixture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A plan says everything that is in the way; a sync is refused with the first of it.
class PlanBlockersTest {
    private final PlanFixture databases = new PlanFixture();

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void aPlanNamesAllThatIsInTheWayAndShowsTheTablesAllTheSame() {
        databases.source.execute(
                "create table drifted (id int primary key, v text)",
                "create table emptied (id int primary key)",
                "create table viewed (id int primary key)",
                "create table fine (id int primary key)");
        databases.target.execute(
                "create table drifted (id int primary key)",
                "create table emptied (id int primary key)",
                "insert into emptied select generate_series(1, 5000)",
                "create view viewed as select 1 as id",
                "create table fine (id int primary key)");

        Plan plan = databases.plan(r -> r.withSafety(r.safety().withTargetFreeBytes(1L)));

        assertThat(plan.blockers())
                .extracting(Blocker::reason)
                .containsExactly(Reason.UnsupportedTable, Reason.SchemaDrift, Reason.ShrinkLimit, Reason.SpaceLow);
        assertThat(plan.tables())
                .extracting(t -> t.name().name())
                .containsExactlyInAnyOrder("drifted", "emptied", "fine");
        assertThat(plan.drift()).singleElement().asString().startsWith("public.drifted: the target lacks column v");
    }

    @Test
    void aSyncIsRefusedWithTheFirstAndSaysHowManyMoreThereAre() {
        databases.source.execute("create table a (id int, v text)", "create table b (id int, v text)");
        databases.target.execute("create table a (id int)", "create table b (id bigint, v text)");

        assertThat(databases.refusal(UnaryOperator.identity()))
                .hasMessageContaining("(and 1 more refusal, which a plan lists)")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.SchemaDrift));
        assertThat(databases.plan().blockers()).hasSize(2);
    }

    @Test
    void whatAPatternMissesIsABlockerOfAPlanWithoutTables() {
        databases.both("create table t (id int)");
        Plan plan = databases.include("public.tt").plan();
        assertThat(plan.blockers()).extracting(Blocker::reason).containsExactly(Reason.UnmatchedPattern);
        assertThat(plan.tables()).isEmpty();
        assertThat(plan.sentence()).contains(databases.target.name());
    }

    @Test
    void guardsOfServersAreBlockersBesideThoseOfTables() {
        databases.both("create table t (id int)");
        databases.source.execute("alter table t add v text");
        Plan plan = databases
                .through(
                        databases.source.endpoint(), databases.target.endpoint().withReadOnly(true))
                .plan();
        assertThat(plan.blockers())
                .extracting(Blocker::reason)
                .containsExactly(Reason.EndpointReadOnly, Reason.SchemaDrift);
    }

    @Test
    void theSameDatabaseIsABlocker() {
        databases.both("create table t (id int)");
        Plan plan = databases
                .through(databases.source.endpoint(), databases.source.endpoint())
                .plan();
        assertThat(plan.blockers()).extracting(Blocker::reason).containsExactly(Reason.SameDatabase);
        assertThat(plan.source().identity()).isEqualTo(plan.target().identity());
    }

    @Test
    void everyForeignKeyThatWouldBreakIsNamedInBothDirections() {
        databases.both(
                "create table country (id int primary key)",
                "create table city (id int primary key, country int constraint in_country references country)",
                "create table visit (city int constraint to_city references city)");
        databases.source.execute("insert into country values (1)", "insert into city values (1, 1)");
        databases.target.execute("insert into city values (7, null)", "insert into visit values (7)");
        Plan plan = databases.include("public.city").plan();
        assertThat(plan.blockers())
                .extracting(Blocker::reason, Blocker::object, Blocker::fix)
                .containsExactlyInAnyOrder(
                        tuple(
                                Reason.ForeignKeyOutside,
                                "foreign key in_country of public.city",
                                Fix.advice("include public.country too, or correct the rows")),
                        tuple(
                                Reason.ForeignKeyOutside,
                                "foreign key to_city of public.visit",
                                Fix.advice("include public.visit too, or correct the rows")));
    }

    @Test
    void everyTableThatCannotBeSwappedIsNamedIfNothingButASwapIsWanted() {
        databases.both("create table above (id int)");
        databases.both("create table p () inherits (above)", "create table q () inherits (above)");
        Plan plan = databases.include("public.p", "public.q").plan(r -> r.withMode(Mode.Swap));
        assertThat(plan.blockers())
                .extracting(Blocker::reason, Blocker::object)
                .containsExactlyInAnyOrder(
                        tuple(Reason.UnsupportedTable, "table public.p"),
                        tuple(Reason.UnsupportedTable, "table public.q"));
        assertThat(plan.mode()).isEqualTo(ChosenMode.Swap);
    }

    @Test
    void everyPrivilegeThatIsMissingToFillATableIsNamed() {
        databases.both("create table a (id int)", "create table b (id int)");
        String role = databases.target.newRole();
        databases.target.execute(
                "grant select on a, b to " + role,
                "grant insert on a to " + role,
                "grant create on database %s to %s".formatted(databases.target.name(), role));
        Plan plan = databases
                .through(databases.source.endpoint(), databases.target.endpoint(role, "role's own"))
                .plan();
        assertThat(plan.mode()).isEqualTo(ChosenMode.Swap);
        assertThat(plan.blockers())
                .hasSize(3)
                .extracting(Blocker::message)
                .satisfiesExactlyInAnyOrder(
                        m -> assertThat(m).contains("TRUNCATE table public.a"),
                        m -> assertThat(m).contains("INSERT table public.b"),
                        m -> assertThat(m).contains("TRUNCATE table public.b"));
    }

    // failure 38: the target's disk is full
    @Test
    void aTargetThatIsKnownToHaveTooLittleRoomIsRefused() {
        databases.source.execute(
                "create table t (id int primary key, v text)",
                "insert into t select i, repeat('x', 1000) from generate_series(1, 5000) i",
                "vacuum analyze t");
        UnaryOperator<SyncRequest> tight = r -> r.withSafety(r.safety().withTargetFreeBytes(6_000_000L));

        assertThat(databases.refusal(tight))
                .hasMessageContaining("safety.targetFreeBytes says that 6.0 MB are free")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.SpaceLow));
        assertThat(databases.target.schemas()).containsExactly("public");

        Plan plan = databases.plan(r -> r.withSafety(r.safety().withTargetFreeBytes(1_000_000_000L)));
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.notes()).noneMatch(note -> note.contains("free space"));
        assertThat(plan.estimate().space().needed())
                .as("rows, their log, and some more")
                .isBetween(10_000_000L, 30_000_000L);
        assertThat(databases.sync(r -> r.withSafety(r.safety().withTargetFreeBytes(1_000_000_000L))))
                .isInstanceOf(Synced.class);
    }

    @Test
    void aPlanSaysWhatATableThatItCreatesDoesNotGet() {
        databases.source.execute(
                "create table t (id int primary key)",
                "alter table t enable row level security",
                "create policy mine on t using (id > 0)",
                "create function act() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger acts before insert on t for each row execute function act()",
                "create rule stays as on delete to t do instead nothing",
                "create table plain (id int primary key)");
        assertThat(databases.plan().warnings())
                .extracting(Plan.Warning::message)
                .containsExactly(
                        "new table public.t does not get these of the source's: row-level security, policy mine,"
                                + " trigger acts, rule stays; create them on the target after the run");

        databases.target.execute("create table t (id int primary key)", "create table plain (id int primary key)");
        assertThat(databases.plan().warnings()).isEmpty();
    }
}
