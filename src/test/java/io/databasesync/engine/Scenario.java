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
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TableSelection.Columns;
import io.databasesync.sync.TableSelection.Missing;
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

    Scenario maxShrinkPercent(int percent) {
        safety = new Safety(safety.keepPrevious(), safety.lockTimeout(), percent);
        return this;
    }

    /// Expects every sync to warn in words that match.
    Scenario warns(String regex) {
        warning = regex;
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
            PlayedRollback rollback = new PlayedRollback(
                    target, TablePatterns.resolve(selection(), source.tables()).included());
            Synced first = playOnce("first", source, target);
            if (first.mode() == Mode.InPlace) {
                rollback.isRefused(() -> run("rollback", source, target, Operation.Rollback));
            } else if (rollback.replacesSomething() && safety.keepPrevious() > 0) {
                rollback.restores(() -> run("rollback", source, target, Operation.Rollback));
            }
            playOnce("second", source, target);
        }
    }

    private Synced playOnce(String syncId, TestDatabase source, TestDatabase target) {
        Promises promises = Promises.of(source, target, selection());
        PlayedRun run = run(syncId, source, target);
        Synced synced = run.synced();
        if (!warning.isEmpty()) {
            assertThat(synced.warnings())
                    .anyMatch(w -> Pattern.compile(warning).matcher(w).find());
        }
        checks.forEach(check -> check.accept(target));
        promises.check(synced, new Promises.Terms(compared, respelled, safety.keepPrevious()));
        run.assertSucceeded(target);
        return synced;
    }

    /// Syncs once and checks.
    void once(BiConsumer<TestDatabase, TestDatabase> check) {
        try (TestDatabase source = database(sourceServer, sourceOptions, sourceSetup);
                TestDatabase target = database(targetServer, "", targetSetup)) {
            run("first", source, target).synced();
            check.accept(source, target);
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
            PlayedRun run = run("failing", source, target);
            RolledBack end = run.rolledBack();
            assertThat(List.of(end.failedIn(), end.cause().reason()))
                    .as(end.cause().getMessage())
                    .isIn(List.of(phase, reason), List.of(orPhase, orReason));
            Promises.assertUntouched(target, before);
            run.progress().check();
            if (end.failedIn() != Phase.Validating) { // a guard refuses before the first write
                run.assertFailed(target);
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
            PlayedRun run = run("failing", source, target);
            RolledBack end = run.rolledBack();
            assertThat(List.of(end.failedIn(), end.cause().reason()))
                    .as(end.cause().getMessage())
                    .isEqualTo(List.of(phase, reason));
            Promises.assertUntouched(target, before);
            run.assertFailed(target);
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
                PlayedRun run = run("refused", source, target);
                if (run.outcome() instanceof Synced) {
                    playOnce("mended", source, target);
                    return messages;
                }
                SyncException refusal = run.rolledBack().cause();
                assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
                Promises.assertUntouched(target, before);
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

    private PlayedRun run(String syncId, TestDatabase source, TestDatabase target) {
        return run(syncId, source, target, Operation.Sync);
    }

    private PlayedRun run(String syncId, TestDatabase source, TestDatabase target, Operation operation) {
        var cancellation = new Cancellation();
        Map<Phase, Runnable> actions = new EnumMap<>(Phase.class);
        if (operation == Operation.Sync) {
            during.forEach((phase, action) -> actions.put(phase, () -> action.accept(target, cancellation)));
        }
        var progress = new RecordedProgress(actions, () -> whileCopying.accept(target, cancellation));
        var request = SyncRequest.of(
                        Direction.RemoteToLocal,
                        sourceEndpoint.apply(source.endpoint()),
                        targetEndpoint.apply(target.endpoint()))
                .syncId(syncId)
                .operation(operation)
                .tables(selection())
                .verification(verification)
                .mode(mode)
                .safety(safety)
                .requestedBy("a test")
                .build();
        return new PlayedRun(request, engine.run(request, progress, cancellation), progress);
    }

    private TableSelection selection() {
        return new TableSelection(include, exclude, missing, columns);
    }

    private static TestDatabase database(TestServer server, String options, List<Consumer<TestDatabase>> setup) {
        TestDatabase database = server.createDatabase(options);
        setup.forEach(step -> step.accept(database));
        return database;
    }
}
