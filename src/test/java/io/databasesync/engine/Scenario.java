package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
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
import java.util.regex.Pattern;

/// One example of a sync: what is in the source, what is in the target, what is true afterwards.
///
/// Whatever an example is about, `play` also checks what is promised of every sync: equal content,
/// structure and surroundings of the target's own, sequences that hand out a free value, nothing else
/// touched, nothing of ours left but the previous generation, a row in the history, progress that only goes
/// forward; and all of it twice.
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
    private Comparison verification = Comparison.Counts;
    private Mode mode = Mode.Auto;
    /// Examples are small, and many shrink; what is about the limit sets it.
    private Safety safety = new Safety(1, Duration.ofSeconds(5), 100);
    private UnaryOperator<DatabaseEndpoint> sourceEndpoint = UnaryOperator.identity();
    private UnaryOperator<DatabaseEndpoint> targetEndpoint = UnaryOperator.identity();
    private List<String> compared = List.of();
    private UnaryOperator<String> respelled = UnaryOperator.identity();
    private String sourceOptions = "";
    private String warning = "";

    private SyncEngine engine = new SyncEngine();

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

    /// How what the source prints of its definitions reads on the target.
    Scenario respelled(UnaryOperator<String> change) {
        respelled = change;
        return this;
    }

    Scenario verification(Comparison choice) {
        verification = choice;
        return this;
    }

    Scenario mode(Mode choice) {
        mode = choice;
        return this;
    }

    Scenario safety(int keepPrevious, Duration lockTimeout) {
        safety = new Safety(keepPrevious, lockTimeout, safety.maxShrinkPercent());
        return this;
    }

    /// Cuts tables into parts although they are small.
    Scenario inParts() {
        engine = new SyncEngine(new Parts.Sizes(64 << 10, 128 << 10));
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

    /// Syncs and checks; rolls that back and checks that all is as it was; syncs again and checks.
    void play() {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            List<TableName> replaced =
                    target.tables().stream().filter(selected(source)::contains).toList();
            Structure structure = target.structure(replaced);
            Map<TableName, String> content = target.contentHashes(replaced);
            Synced first = playOnce("first", source, target);
            if (first.mode() == Mode.InPlace) {
                refusesToRollBack(source, target);
            } else if (!replaced.isEmpty() && safety.keepPrevious() > 0) {
                rollBack(source, target, replaced, structure, content);
            }
            playOnce("second", source, target);
        }
    }

    /// Syncs once and checks.
    void once(BiConsumer<TestDatabase, TestDatabase> check) {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            synced(run("first", source, target));
            check.accept(source, target);
        }
    }

    private List<TableName> selected(TestDatabase source) {
        return TablePatterns.resolve(selection(), source.tables()).included();
    }

    private void refusesToRollBack(TestDatabase source, TestDatabase target) {
        State before = target.state();
        RolledBack end = rolledBack(run("rollback", source, target, Operation.Rollback));
        assertThat(end.cause().reason()).isEqualTo(Reason.NothingToRollBack);
        assertThat(end.cause().getMessage()).contains("in place", "first");
        assertUntouched(target, before);
    }

    private void rollBack(
            TestDatabase source,
            TestDatabase target,
            List<TableName> replaced,
            Structure structure,
            Map<TableName, String> content) {
        List<TableName> outside = without(target.tables(), selected(source)).stream()
                .filter(table -> !ownSchemas(target).contains(table.schema()))
                .toList();
        Structure outsideBefore = target.structure(outside);
        Run run = run("rollback", source, target, Operation.Rollback);
        assertThat(run.outcome())
                .as(() -> run.outcome() instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOfSatisfying(Restored.class, restored -> {
                    assertThat(restored.restoredRun()).isEqualTo("first");
                    assertThat(restored.tables()).containsExactlyInAnyOrderElementsOf(counts(target, replaced));
                });
        assertThat(target.contentHashes(replaced))
                .as("content after a rollback")
                .isEqualTo(content);
        Structure after = target.structure(replaced);
        assertThat(after.definition())
                .as("definition after a rollback")
                .containsExactlyInAnyOrderElementsOf(structure.definition());
        assertThat(after.surroundings())
                .as("surroundings after a rollback")
                .containsExactlyInAnyOrderElementsOf(structure.surroundings());
        assertThat(target.structure(outside))
                .as("other tables after a rollback")
                .isEqualTo(outsideBefore);
        assertThat(without(target.tables(), outside).stream().filter(selected(source)::contains))
                .as("tables that the run had created are gone")
                .containsExactlyInAnyOrderElementsOf(replaced);
        run.progress.check();
    }

    Scenario maxShrinkPercent(int percent) {
        safety = new Safety(safety.keepPrevious(), safety.lockTimeout(), percent);
        return this;
    }

    /// Expects every sync to warn in words that match.
    Scenario warns(String regex) {
        warning = regex;
        return this;
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

    /// Syncs, expects a refusal, runs what its message says, on the target unless it is about the source's rights,
    /// and so on until a sync succeeds.
    ///
    /// @return the messages
    List<String> mends(Reason reason) {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            List<String> messages = new ArrayList<>();
            while (messages.size() < 12) {
                State before = target.state();
                Run run = run("refused", source, target);
                if (run.outcome() instanceof Synced) {
                    playOnce("mended", source, target);
                    return messages;
                }
                SyncException refusal = rolledBack(run).cause();
                assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
                assertUntouched(target, before);
                Pattern.compile("run: (.*?)(?=; (?:also, |\\d+ more |or |that is )|$)")
                        .matcher(refusal.getMessage())
                        .results()
                        .forEach(statement -> (refusal.getMessage().contains(" on the source (SQLSTATE 42501)")
                                        ? source
                                        : target)
                                .execute(statement.group(1)));
                messages.add(refusal.getMessage());
            }
            return fail("again and again: " + String.join("\n", messages));
        }
    }

    private record Run(SyncRequest request, SyncOutcome outcome, RecordedProgress progress) {}

    private Synced playOnce(String syncId, TestDatabase source, TestDatabase target) {
        List<TableName> all =
                TablePatterns.resolve(selection(), source.tables()).included();
        List<TableName> selected = without(all, partitions(source, all));
        List<TableName> onTarget = new ArrayList<>(all);
        onTarget.addAll(partitions(target, all));
        List<TableName> existing = new ArrayList<>(target.tables());
        existing.retainAll(onTarget);
        List<String> own = ownSchemas(target);
        List<TableName> outside = without(target.tables(), onTarget).stream()
                .filter(table -> !own.contains(table.schema()))
                .filter(table -> partitions(target, List.of(table)).stream().noneMatch(all::contains))
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
        List<TableName> created = without(all, existing);
        created.retainAll(target.tables());
        assertThat(target.structure(created).definition())
                .as("definition of created tables")
                .containsExactlyInAnyOrderElementsOf(source.structure(created).definition().stream()
                        .map(respelled)
                        .toList());
        assertSequencesAhead(target, selected);
        assertThat(target.structure(outside)).as("structure of other tables").isEqualTo(outsideBefore);
        assertThat(target.contentHashes(outside)).as("content of other tables").isEqualTo(outsideContent);
        assertNothingLeft(target, schemas, all, synced);
        assertThat(synced.tables())
                .as("verified tables")
                .containsExactlyInAnyOrderElementsOf(verified(source, selected, created));
        run.progress.checkSucceeded();
        assertSucceeded(target, run, synced);
        return synced;
    }

    /// Partitions of some tables, at any depth.
    private static List<TableName> partitions(TestDatabase database, List<TableName> of) {
        return database.rows("""
                    select n.nspname, c.relname, rn.nspname, rc.relname
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    cross join lateral pg_partition_ancestors(c.oid) a
                    join pg_class rc on rc.oid = a.relid join pg_namespace rn on rn.oid = rc.relnamespace
                    where c.relispartition and rc.oid <> c.oid and c.relkind in ('r', 'p')
                    """).stream()
                .filter(row -> of.contains(new TableName(String.valueOf(row.get(2)), String.valueOf(row.get(3)))))
                .map(row -> new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))))
                .distinct()
                .toList();
    }

    private Run run(String syncId, TestDatabase source, TestDatabase target) {
        return run(syncId, source, target, Operation.Sync);
    }

    private Run run(String syncId, TestDatabase source, TestDatabase target, Operation operation) {
        var cancellation = new Cancellation();
        Map<Phase, Runnable> actions = new EnumMap<>(Phase.class);
        if (operation == Operation.Sync) {
            during.forEach((phase, action) -> actions.put(phase, () -> action.accept(target, cancellation)));
        }
        var progress = new RecordedProgress(actions, () -> whileCopying.accept(target, cancellation));
        var request = new SyncRequest(
                syncId,
                operation,
                Direction.RemoteToLocal,
                sourceEndpoint.apply(source.endpoint()),
                targetEndpoint.apply(target.endpoint()),
                selection(),
                new SyncRequest.Method(verification, mode),
                Parallelism.DEFAULT,
                safety,
                "a test");
        return new Run(request, engine.run(request, progress, cancellation), progress);
    }

    private TableSelection selection() {
        return new TableSelection(include, exclude, missing, columns);
    }

    private static TestDatabase database(TestServer server, String options, List<Consumer<TestDatabase>> setup) {
        TestDatabase database = server.createDatabase(options);
        setup.forEach(step -> step.accept(database));
        return database;
    }

    private Synced synced(Run run) {
        return switch (run.outcome()) {
            case Synced synced -> {
                if (!warning.isEmpty()) {
                    assertThat(synced.warnings())
                            .anyMatch(w -> Pattern.compile(warning).matcher(w).find());
                }
                yield synced;
            }
            case RolledBack(var phase, var cause) ->
                fail("failed in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Interrupted(var phase, var cause) ->
                fail("interrupted in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Stuck(var phase, var cause, var _) ->
                fail("stuck in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Planned _, SyncOutcome.Verified _ -> fail("nothing was synced");
            case SyncOutcome.Restored _ -> fail("rolled back");
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

    /// A partitioned table that is created is verified partition by partition.
    private static List<VerifiedTable> verified(
            TestDatabase source, List<TableName> selected, List<TableName> created) {
        List<VerifiedTable> verified = new ArrayList<>(counts(source, without(selected, created)));
        for (TableName table : created) {
            verified.add(new VerifiedTable(
                    table,
                    Long.parseLong(source.value("select count(*) from only \"%s\".\"%s\""
                            .formatted(
                                    table.schema().replace("\"", "\"\""),
                                    table.name().replace("\"", "\"\""))))));
        }
        return verified;
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

    private void assertSucceeded(TestDatabase target, Run run, Synced synced) {
        assertHistory(target, run, "succeeded", Phase.Succeeded, false);
        assertThat(target.value("select coalesce(mode, 'Swap') from databasesync.sync_history where sync_id = '%s'"
                        .formatted(run.request().syncId())))
                .isEqualTo(synced.mode().name());
        assertThat(synced.verification()).startsWith(verification + ": ");
        assertThat(target.value("select verification from databasesync.sync_history where sync_id = '%s'"
                        .formatted(run.request().syncId())))
                .isEqualTo(synced.verification());
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
