package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestDatabase.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A complete `Scenario`: plays it, and checks the promises for every run.
///
/// @param warning a regular expression for a warning of every sync; empty for no expectation
record Example(
        ExampleDatabases databases,
        ExampleRuns runs,
        TableSelection selection,
        Promises.Terms terms,
        Checks checks,
        String warning) {
    private static final int MENDED_ONE_BY_ONE = 12;

    /// @param sync run on the target after every successful sync
    /// @param rollback run on the target after the rollback
    /// @param again whether a sync follows even if the rollback has left everything as it was before the first one
    record Checks(List<Consumer<TestDatabase>> sync, List<Consumer<TestDatabase>> rollback, boolean again) {}

    void play() {
        try (Databases both = databases.create()) {
            play(both);
        }
    }

    private void play(Databases both) {
        boolean asBefore = syncAndRollBack("first", both);
        if (checks.again() || !asBefore) {
            syncAndCheck("second", both);
        }
    }

    /// @return whether all tables are as they were before
    private boolean syncAndRollBack(String runId, Databases both) {
        PlayedRollback rollback = new PlayedRollback(both.target(), Promises.selected(both.source(), selection));
        Synced synced = syncAndCheck(runId, both);
        if (synced.mode() == ChosenMode.InPlace) {
            rollback.isRefused(runId, () -> runs.rollBack(runId, both));
            return false;
        }
        if (rollback.replacesSomething() && terms.keepPrevious() > 0) {
            rollback.restores(runId, () -> runs.rollBack(runId, both));
            checks.rollback().forEach(check -> check.accept(both.target()));
            return true;
        }
        return false;
    }

    void playAgainWith(Consumer<TestDatabase> change) {
        try (Databases both = databases.create()) {
            syncAndRollBack("first", both);
            syncAndCheck("second", both);
            runs.verify("equal", both).verified();
            change.accept(both.source());
            syncAndRollBack("third", both);
            syncAndCheck("fourth", both);
        }
    }

    void once(BiConsumer<TestDatabase, TestDatabase> check) {
        try (Databases both = databases.create()) {
            runs.sync("first", both).synced();
            check.accept(both.source(), both.target());
        }
    }

    SyncException failsIn(Set<Phase> phases, Reason reason) {
        try (Databases both = databases.create()) {
            return failAndCheck(both, phases, reason);
        }
    }

    SyncException thenFailsIn(Phase phase, Reason reason, String... sourceChange) {
        try (Databases both = databases.create()) {
            syncAndCheck("good", both);
            both.source().execute(sourceChange);
            return failAndCheck(both, Set.of(phase), reason);
        }
    }

    List<String> mends(Reason reason) {
        try (Databases both = databases.create()) {
            List<String> statements = new ArrayList<>();
            int refusals = 0;
            while (refusals++ < MENDED_ONE_BY_ONE) {
                State before = both.target().state();
                PlayedRun run = runs.sync("refused", both);
                if (run.outcome() instanceof Synced) {
                    syncAndCheck("mended", both);
                    return statements;
                }
                SyncException refusal = run.rolledBack().cause();
                assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
                Promises.assertUntouched(both.target(), before);
                mend(both, refusal.fix());
                statements.addAll(refusal.fix().statements());
            }
            return fail("again and again: " + statements);
        }
    }

    private static void mend(Databases both, Fix fix) {
        TestDatabase ofFix = switch (fix.side()) {
            case Source -> both.source();
            case Target -> both.target();
        };
        fix.statements().forEach(ofFix::execute);
    }

    private Synced syncAndCheck(String runId, Databases both) {
        Promises promises = Promises.of(both.source(), both.target(), selection);
        PlayedRun run = runs.sync(runId, both);
        Synced synced = run.synced();
        if (!warning.isEmpty()) {
            assertThat(synced.warnings())
                    .anyMatch(w -> Pattern.compile(warning).matcher(w).find());
        }
        checks.sync().forEach(check -> check.accept(both.target()));
        promises.check(synced, terms);
        run.assertSucceeded(both.target());
        return synced;
    }

    private SyncException failAndCheck(Databases both, Set<Phase> phases, Reason reason) {
        State before = both.target().state();
        PlayedRun run = runs.sync("failing", both);
        RolledBack end = run.rolledBack();
        assertThat(end.cause().reason()).as(end.cause().getMessage()).isEqualTo(reason);
        assertThat(end.failedIn()).as(end.cause().getMessage()).isIn(phases);
        Promises.assertUntouched(both.target(), before);
        run.progress().check();
        if (end.failedIn() != Phase.Validating) { // a guard refuses before the first write
            run.assertFailed(both.target());
        }
        return end.cause();
    }
}
