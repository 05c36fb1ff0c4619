package io.databasesync.testing.engine;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.PartBytes;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TableSelection.Columns;
import io.databasesync.sync.TableSelection.MaterializedViews;
import io.databasesync.sync.TableSelection.Missing;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One example of a sync: the content of the source, the content of the target, and the expected result.
///
/// For every example, `play` also checks the promises for every sync: equal content, structure and surroundings of
/// the target's own, sequences that give a free value, no change to other objects, no objects of ours but the
/// previous generation, a row in the history, progress that only goes forward.
public final class Scenario {
    private final ExampleDatabases databases;
    private final List<Consumer<TestDatabase>> checks = new ArrayList<>();
    private final List<Consumer<TestDatabase>> checksOfRollback = new ArrayList<>();
    private final Map<Phase, BiConsumer<Databases, Cancellation>> during = new EnumMap<>(Phase.class);
    private BiConsumer<Databases, Cancellation> whileCopying = (_, _) -> {};
    private TableSelection tables = TableSelection.ALL;
    private Comparison verification = Comparison.Counts;
    private Mode mode = Mode.Auto;
    /// Examples are small, and many shrink. An example about the limit sets it.
    private Safety safety = new Safety(1, Duration.ofSeconds(5), 100);
    private Function<Databases, ConnectionSettings> sourceEndpoint =
            both -> both.source().endpoint();
    private Function<Databases, ConnectionSettings> targetEndpoint =
            both -> both.target().endpoint();
    private List<String> compared = List.of();
    private UnaryOperator<String> respelled = UnaryOperator.identity();
    private String warning = "";

    private Parallelism parallelism = Parallelism.DEFAULT;
    private boolean again;
    private ExampleSchema schema = ExampleSchema.PUBLIC;

    public Scenario(TestServer sourceServer, TestServer targetServer) {
        databases = new ExampleDatabases(sourceServer, targetServer);
    }

    public Scenario source(String... sql) {
        return source(database -> database.execute(sql));
    }

    /// Options for creating the source database: `encoding 'LATIN1' …`.
    public Scenario sourceOptions(String options) {
        databases.sourceOptions(options);
        return this;
    }

    public Scenario source(Consumer<TestDatabase> setup) {
        databases.source(schema.making(setup));
        return this;
    }

    public Scenario target(String... sql) {
        return target(database -> database.execute(sql));
    }

    public Scenario target(Consumer<TestDatabase> setup) {
        databases.target(schema.making(setup));
        return this;
    }

    public Scenario both(String... sql) {
        return source(sql).target(sql);
    }

    /// Adds content and checks, each of them in a schema of its own, so that their tables may have the same names. One
    /// run for all of them takes hardly longer than a run for one.
    @SafeVarargs
    public final Scenario together(UnaryOperator<Scenario>... examples) {
        for (UnaryOperator<Scenario> example : examples) {
            schema = schema.next();
            Scenario _ = example.apply(this); // it returns what it changes
        }
        again = true;
        schema = ExampleSchema.PUBLIC;
        return this;
    }

    public Scenario include(String... patterns) {
        tables = tables.withInclude(List.of(patterns));
        return this;
    }

    public Scenario exclude(String... patterns) {
        tables = tables.withExclude(List.of(patterns));
        return this;
    }

    public Scenario missing(Missing choice) {
        tables = tables.withMissing(choice);
        return this;
    }

    public Scenario materializedViews(MaterializedViews choice) {
        tables = tables.withMaterializedViews(choice);
        return this;
    }

    /// Columns differ; the run copies the common ones, and these are compared.
    public Scenario intersect(String... common) {
        tables = tables.withColumns(Columns.Intersect);
        return comparing(common);
    }

    /// Compares content by these expressions instead of all columns.
    public Scenario comparing(String... expressions) {
        compared = List.of(expressions);
        return this;
    }

    /// Converts definitions as the source prints them to the target's spelling.
    public Scenario respelled(UnaryOperator<String> change) {
        respelled = change;
        return this;
    }

    public Scenario verification(Comparison choice) {
        verification = choice;
        return this;
    }

    public Scenario mode(Mode choice) {
        mode = choice;
        return this;
    }

    public Scenario safety(int keepPrevious, Duration lockTimeout) {
        safety = safety.withKeepPrevious(keepPrevious).withLockTimeout(lockTimeout);
        return this;
    }

    public Scenario reconnect(Duration patience) {
        safety = safety.withReconnect(patience);
        return this;
    }

    public Scenario maxShrinkPercent(int percent) {
        safety = safety.withMaxShrinkPercent(percent);
        return this;
    }

    /// Expects a warning that matches from every sync.
    public Scenario warns(String regex) {
        warning = regex;
        return this;
    }

    /// Cuts tables into parts although they are small.
    public Scenario inParts() {
        parallelism = new Parallelism(4, 2, new PartBytes(64 << 10, 128 << 10));
        return this;
    }

    /// Changes the source's endpoint for the engine: other credentials, another name of the host.
    public Scenario sourceEndpoint(UnaryOperator<ConnectionSettings> change) {
        sourceEndpoint = both -> change.apply(both.source().endpoint());
        return this;
    }

    /// Uses the target as the source, with a changed endpoint.
    public Scenario withItself(UnaryOperator<ConnectionSettings> change) {
        sourceEndpoint = both -> change.apply(both.target().endpoint());
        return this;
    }

    public Scenario targetEndpoint(UnaryOperator<ConnectionSettings> change) {
        targetEndpoint = both -> change.apply(both.target().endpoint());
        return this;
    }

    /// Acts on the databases, or cancels, when the run enters a phase.
    public Scenario during(Phase phase, BiConsumer<Databases, Cancellation> action) {
        during.put(phase, action);
        return this;
    }

    /// Acts on the databases, or cancels, once rows are being copied.
    public Scenario whileCopying(BiConsumer<Databases, Cancellation> action) {
        whileCopying = action;
        return this;
    }

    /// Adds a check that runs after every successful sync.
    public Scenario afterSync(Consumer<TestDatabase> check) {
        checks.add(schema.in(check));
        return this;
    }

    /// Adds a check that runs after the rollback.
    public Scenario afterRollback(Consumer<TestDatabase> check) {
        checksOfRollback.add(schema.in(check));
        return this;
    }

    /// Syncs and checks; rolls that back and checks that the target is as before. Then it syncs again and checks:
    /// tables
    /// that the first run created are replaced, and those of a run in place are filled once more. A target that the
    /// rollback has left as it was before is synced again only for examples that are played `together`.
    public void play() {
        example().play();
    }

    /// As `play`, and syncs again in any case, for what may be in the way of a generation that is kept.
    public void playTwice() {
        again = true;
        play();
    }

    /// As `play`; then verifies, changes the source, and once more syncs, rolls back and syncs. All tables are
    /// replaced.
    public void playAgainWith(Consumer<TestDatabase> change) {
        example().playAgainWith(change);
    }

    /// Syncs once and checks.
    ///
    /// @param check of source and target
    public void once(BiConsumer<TestDatabase, TestDatabase> check) {
        example().once(check);
    }

    /// Syncs, and expects a failure in this phase for this reason; checks that the target is as before.
    public SyncException failsIn(Phase phase, Reason reason) {
        return failsIn(Set.of(phase), reason);
    }

    /// As `failsIn`, for work that belongs to several phases: a run builds indexes while it copies other tables.
    public SyncException failsIn(Set<Phase> phases, Reason reason) {
        return example().failsIn(phases, reason);
    }

    /// As `failsIn`, after one successful sync, whose published content must survive.
    public SyncException thenFailsIn(Phase phase, Reason reason, String... sourceChange) {
        return example().thenFailsIn(phase, reason, sourceChange);
    }

    /// Syncs, expects a refusal, and runs the statements of its message, on the target unless it concerns the
    /// source's rights. Repeats this until a sync succeeds.
    ///
    /// @return the messages
    public List<String> mends(Reason reason) {
        return example().mends(reason);
    }

    private Example example() {
        return new Example(
                databases,
                new ExampleRuns(this::request, during, whileCopying),
                tables,
                new Promises.Terms(compared, respelled, safety.keepPrevious()),
                new Example.Checks(checks, checksOfRollback, again),
                warning);
    }

    private SyncRequest request(Databases both) {
        return SyncRequest.of(Direction.RemoteToLocal, sourceEndpoint.apply(both), targetEndpoint.apply(both))
                .runId("a run")
                .operation(Operation.Sync)
                .tables(tables)
                .verification(verification)
                .mode(mode)
                .parallelism(parallelism)
                .safety(safety)
                .requestedBy("a test")
                .build();
    }
}
