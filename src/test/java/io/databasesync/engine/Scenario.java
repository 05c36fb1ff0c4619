package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TableSelection.Columns;
import io.databasesync.sync.TableSelection.Missing;
import io.databasesync.testing.postgres.Structure;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestDatabase.State;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One example of a sync: what is in the source, what is in the target, what is true afterwards.
///
/// Whatever an example is about, `play` also checks what is promised of every sync: equal content, structure and
/// surroundings of the target's own, sequences that hand out a free value, nothing else touched, nothing of ours left
/// but the previous generation, a row in the history, progress that only goes forward; and all of it twice.
final class Scenario {
    private final TestServer sourceServer;
    private final TestServer targetServer;
    private final List<Consumer<TestDatabase>> sourceSetup = new ArrayList<>();
    private final List<Consumer<TestDatabase>> targetSetup = new ArrayList<>();
    private final List<Consumer<TestDatabase>> checks = new ArrayList<>();
    private final Map<Phase, BiConsumer<TestDatabase, Cancellation>> during = new EnumMap<>(Phase.class);
    private BiConsumer<TestDatabase, Cancellation> whileCopying = (_, _) -> {};
    private List<String> include = List.of();
    private List<String> exclude = List.of();
    private Missing missing = Missing.Create;
    private Columns columns = Columns.Strict;
    private Safety safety = Safety.DEFAULT;
    private UnaryOperator<DatabaseEndpoint> sourceEndpoint = UnaryOperator.identity();
    private UnaryOperator<DatabaseEndpoint> targetEndpoint = UnaryOperator.identity();
    private List<String> compared = List.of();
    private String sourceOptions = "";

    Scenario(TestServer sourceServer, TestServer targetServer) {
        this.sourceServer = sourceServer;
        this.targetServer = targetServer;
    }

    Scenario source(String... sql) {
        return source(database -> database.execute(sql));
    }

    /// How the source database is created: `encoding 'LATIN1' …`.
    Scenario sourceOptions(String options) {
        sourceOptions = options;
        return this;
    }

    Scenario source(Consumer<TestDatabase> setup) {
        sourceSetup.add(setup);
        return this;
    }

    Scenario target(String... sql) {
        return target(database -> database.execute(sql));
    }

    Scenario target(Consumer<TestDatabase> setup) {
        targetSetup.add(setup);
        return this;
    }

    Scenario both(String... sql) {
        return source(sql).target(sql);
    }

    Scenario include(String... patterns) {
        include = List.of(patterns);
        return this;
    }

    Scenario exclude(String... patterns) {
        exclude = List.of(patterns);
        return this;
    }

    Scenario missing(Missing choice) {
        missing = choice;
        return this;
    }

    /// Columns differ, and those that both have are copied; content is compared over these.
    Scenario intersect(String... common) {
        columns = Columns.Intersect;
        return comparing(common);
    }

    /// Compares content by these expressions instead of all columns.
    Scenario comparing(String... expressions) {
        compared = List.of(expressions);
        return this;
    }

    Scenario safety(int keepPrevious, Duration lockTimeout) {
        safety = new Safety(keepPrevious, lockTimeout);
        return this;
    }

    /// How the engine is told of the source: other credentials, another name of the host.
    Scenario sourceEndpoint(UnaryOperator<DatabaseEndpoint> change) {
        sourceEndpoint = change;
        return this;
    }

    Scenario targetEndpoint(UnaryOperator<DatabaseEndpoint> change) {
        targetEndpoint = change;
        return this;
    }

    /// Does something to the target, or cancels, when the run enters a phase.
    Scenario during(Phase phase, BiConsumer<TestDatabase, Cancellation> action) {
        during.put(phase, action);
        return this;
    }

    /// Does something to the target, or cancels, once rows are under way.
    Scenario whileCopying(BiConsumer<TestDatabase, Cancellation> action) {
        whileCopying = action;
        return this;
    }

    /// Checks what this example is about, after every successful sync.
    Scenario afterSync(Consumer<TestDatabase> check) {
        checks.add(check);
        return this;
    }

    /// Syncs and checks; syncs again and checks.
    void play() {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            playOnce("first", source, target);
            playOnce("second", source, target);
        }
    }

    /// Syncs, and expects it to fail there and for that reason; checks that the target is as it was.
    SyncException failsIn(Phase phase, Reason reason) {
        return failsInOneOf(phase, reason, phase, reason);
    }

    /// As `failsIn`, where two phases may find it.
    SyncException failsInOneOf(Phase phase, Reason reason, Phase orPhase, Reason orReason) {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            State before = target.state();
            Run run = run("failing", source, target);
            RolledBack end = rolledBack(run);
            assertThat(List.of(end.failedIn(), end.cause().reason()))
                    .as(end.cause().getMessage())
                    .isIn(List.of(phase, reason), List.of(orPhase, orReason));
            assertUntouched(target, before);
            run.progress.check();
            if (end.failedIn() != Phase.Validating) { // a guard refuses before the first write
                assertFailed(target, run, end);
            }
            return end.cause();
        }
    }

    /// As `failsIn`, after one good sync: what that one published must survive.
    SyncException thenFailsIn(Phase phase, Reason reason, String... sourceChange) {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            playOnce("good", source, target);
            source.execute(sourceChange);
            State before = target.state();
            Run run = run("failing", source, target);
            RolledBack end = rolledBack(run);
            assertThat(List.of(end.failedIn(), end.cause().reason()))
                    .as(end.cause().getMessage())
                    .isEqualTo(List.of(phase, reason));
            assertUntouched(target, before);
            assertFailed(target, run, end);
            return end.cause();
        }
    }

    private record Run(SyncRequest request, SyncOutcome outcome, RecordedProgress progress) {}

    private void playOnce(String syncId, TestDatabase source, TestDatabase target) {
        List<TableName> selected =
                TablePatterns.resolve(selection(), source.tables()).included();
        List<TableName> existing = new ArrayList<>(target.tables());
        existing.retainAll(selected);
        List<String> own = ownSchemas(target);
        List<TableName> outside = without(target.tables(), selected).stream()
                .filter(table -> !own.contains(table.schema()))
                .toList();
        Structure replaced = target.structure(existing);
        Structure outsideBefore = target.structure(outside);
        Map<TableName, String> outsideContent = target.contentHashes(outside);
        List<String> schemas = target.schemas();

        Run run = run(syncId, source, target);

        Synced synced = synced(run);
        for (Consumer<TestDatabase> check : checks) {
            check.accept(target);
        }
        assertEqualContent(source, target, selected);
        Structure after = target.structure(existing);
        assertThat(after.definition())
                .as("definition of existing tables")
                .containsExactlyInAnyOrderElementsOf(replaced.definition());
        assertThat(after.surroundings())
                .as("surroundings of existing tables")
                .containsExactlyInAnyOrderElementsOf(replaced.surroundings());
        List<TableName> created = without(selected, existing);
        assertThat(target.structure(created).definition())
                .as("definition of created tables")
                .containsExactlyInAnyOrderElementsOf(source.structure(created).definition());
        assertSequencesAhead(target, selected);
        assertThat(target.structure(outside)).as("structure of other tables").isEqualTo(outsideBefore);
        assertThat(target.contentHashes(outside)).as("content of other tables").isEqualTo(outsideContent);
        assertNothingLeft(target, schemas, selected, synced);
        assertThat(synced.tables()).as("verified tables").containsExactlyInAnyOrderElementsOf(counts(source, selected));
        run.progress.checkSucceeded();
        assertSucceeded(target, run, synced);
    }

    private Run run(String syncId, TestDatabase source, TestDatabase target) {
        var cancellation = new Cancellation();
        Map<Phase, Runnable> actions = new EnumMap<>(Phase.class);
        during.forEach((phase, action) -> actions.put(phase, () -> action.accept(target, cancellation)));
        var progress = new RecordedProgress(actions, () -> whileCopying.accept(target, cancellation));
        var request = new SyncRequest(
                syncId,
                Operation.Sync,
                Direction.RemoteToLocal,
                sourceEndpoint.apply(source.endpoint()),
                targetEndpoint.apply(target.endpoint()),
                selection(),
                Parallelism.DEFAULT,
                safety,
                "a test");
        return new Run(request, new SyncEngine().run(request, progress, cancellation), progress);
    }

    private TableSelection selection() {
        return new TableSelection(include, exclude, missing, columns);
    }

    private static TestDatabase database(TestServer server, String options, List<Consumer<TestDatabase>> setup) {
        TestDatabase database = server.createDatabase(options);
        setup.forEach(step -> step.accept(database));
        return database;
    }

    private static Synced synced(Run run) {
        return switch (run.outcome()) {
            case Synced synced -> synced;
            case RolledBack(var phase, var cause) ->
                fail("failed in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Stuck(var phase, var cause, var _) ->
                fail("stuck in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Planned _ -> fail("only planned");
        };
    }

    private static RolledBack rolledBack(Run run) {
        return run.outcome() instanceof RolledBack end ? end : fail("ended as " + run.outcome());
    }

    /// All of it: objects, definitions, values, and no schema of ours besides the one with the history.
    private static void assertUntouched(TestDatabase target, State before) {
        State after = target.state();
        assertThat(without(after.schemas(), List.of("databasesync")))
                .as("schemas")
                .isEqualTo(without(before.schemas(), List.of("databasesync")));
        assertThat(after.objects()).as("objects").isEqualTo(before.objects());
        assertThat(after.structure()).as("structure").isEqualTo(before.structure());
        assertThat(after.content()).as("content").isEqualTo(before.content());
    }

    private void assertEqualContent(TestDatabase source, TestDatabase target, List<TableName> tables) {
        if (!compared.isEmpty()) {
            String common = String.join(", ", compared);
            for (TableName table : tables) {
                String name = "\"%s\".\"%s\"".formatted(table.schema(), table.name());
                String sql = "select %s from %s order by %s".formatted(common, name, common);
                assertThat(target.rows(sql)).as(table.toString()).isEqualTo(source.rows(sql));
            }
            return;
        }
        assertThat(target.contentHashes(tables)).as("content").isEqualTo(source.contentHashes(tables));
    }

    /// The next value of each sequence is not in its column yet.
    private static void assertSequencesAhead(TestDatabase target, List<TableName> tables) {
        for (var sequence : target.rows("""
            select s.seqrelid::regclass::text, format('%I.%I', n.nspname, c.relname), quote_ident(a.attname),
              n.nspname, c.relname
            from pg_sequence s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
              and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
            join pg_class c on c.oid = d.refobjid join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
            where seqincrement > 0 and not seqcycle\
            """)) {
            if (tables.contains(new TableName(String.valueOf(sequence.get(3)), String.valueOf(sequence.get(4))))) {
                assertThat(target.value(
                                "select last_value + is_called::int > coalesce((select max(%s) from %s), 0) from %s"
                                        .formatted(sequence.get(2), sequence.get(1), sequence.get(0))))
                        .as("sequence %s is ahead of %s.%s", sequence.get(0), sequence.get(1), sequence.get(2))
                        .isEqualTo("true");
            }
        }
    }

    private void assertNothingLeft(
            TestDatabase target, List<String> schemasBefore, List<TableName> selected, Synced synced) {
        List<String> expected = new ArrayList<>(schemasBefore);
        expected.addAll(ownSchemas(target));
        selected.forEach(table -> expected.add(table.schema()));
        assertThat(without(target.schemas(), expected))
                .as("schemas that nobody needs")
                .isEmpty();
        assertThat(target.column("select distinct sync_id from databasesync.previous_generation"))
                .as("generations kept; warnings: %s", synced.warnings())
                .hasSizeLessThanOrEqualTo(safety.keepPrevious());
    }

    /// Schemas that databasesync keeps in a target between runs.
    private static List<String> ownSchemas(TestDatabase target) {
        List<String> own = new ArrayList<>();
        if (target.schemas().contains("databasesync")) {
            own.add("databasesync");
            own.addAll(target.column("select previous_schema from databasesync.previous_generation"));
        }
        return own;
    }

    private static List<VerifiedTable> counts(TestDatabase source, List<TableName> tables) {
        return source.contentHashes(tables).entrySet().stream()
                .map(table -> new VerifiedTable(
                        table.getKey(),
                        Long.parseLong(
                                table.getValue().substring(0, table.getValue().indexOf(':')))))
                .toList();
    }

    private static void assertHistory(TestDatabase target, Run run, String status, Phase phase, boolean error) {
        assertThat(target.rows("""
            select direction, operation, status, phase, requested_by, strpos(source, '%s') > 0,
              strpos(target, '%s') > 0, error is not null, started_at <= finished_at
            from databasesync.sync_history where sync_id = '%s'\
            """.formatted(
                                run.request().source(),
                                run.request().target(),
                                run.request().syncId())))
                .as("history")
                .containsExactly(TestDatabase.row(
                        "RemoteToLocal", "Sync", status, phase.name(), "a test", true, true, error, true));
    }

    private static void assertSucceeded(TestDatabase target, Run run, Synced synced) {
        assertHistory(target, run, "succeeded", Phase.Succeeded, false);
        assertThat(target.rows("select tables, rows from databasesync.sync_history where sync_id = '%s'"
                        .formatted(run.request().syncId())))
                .containsExactly(TestDatabase.row(synced.tables().size(), synced.rows()));
    }

    private static void assertFailed(TestDatabase target, Run run, RolledBack end) {
        String status = end.cause().reason() == Reason.Cancelled ? "cancelled" : "failed";
        assertHistory(target, run, status, end.failedIn(), true);
    }

    private static <T> List<T> without(List<T> all, List<T> some) {
        List<T> rest = new ArrayList<>(all);
        rest.removeAll(some);
        return rest;
    }
}
