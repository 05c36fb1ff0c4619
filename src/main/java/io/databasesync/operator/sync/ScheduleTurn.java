package io.databasesync.operator.sync;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.Schedule;
import io.databasesync.api.Schedule.Overlap;
import io.databasesync.api.ScheduleStatus;
import io.databasesync.api.ScheduleStatus.Skipped;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.schedule.Timetable;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import io.databasesync.sync.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the clock asks of a sync, and what the status shows of it.
///
/// A time is over when its run exists or was left out; `status.schedule.since` says up to when. The clock counts from
/// the moment at which the operator first sees a schedule, or sees it again after a suspension. So neither a new
/// schedule nor the end of a suspension starts a run.
///
/// @param demand the run to start now
/// @param replaced runs to cancel before it
/// @param waiting what the status shows while that run is not started
/// @param started what the status shows when it is
/// @param problem the field of `spec.schedule`, or `spec.maxAge`, that is wrong, and why
record ScheduleTurn(
        Optional<Demand> demand,
        List<DatabaseSyncRun> replaced,
        Shown waiting,
        Shown started,
        Optional<String> problem) {

    /// The fields of the status.
    record Shown(
            @Nullable Instant next,
            @Nullable Instant last,
            @Nullable ScheduleStatus schedule) {
        private static final Shown NOTHING = new Shown(null, null, null);

        /// How another run comes, for messages.
        String again() {
            return next == null
                    ? "change the spec or spec.trigger to sync again"
                    : "the clock starts the next run at %s; change spec.trigger to sync now".formatted(next);
        }
    }

    static ScheduleTurn of(SyncState state) {
        Schedule schedule = state.spec().schedule();
        try {
            Freshness.check(state.spec());
            return schedule == null ? quiet(Shown.NOTHING) : new Look(state, schedule).turn();
        } catch (IllegalArgumentException invalid) {
            Shown shown = new Shown(
                    null, state.before(DatabaseSyncStatus::lastScheduleTime).orElse(null), null);
            return new ScheduleTurn(Optional.empty(), List.of(), shown, shown, Optional.of("" + invalid.getMessage()));
        }
    }

    private static ScheduleTurn quiet(Shown shown) {
        return new ScheduleTurn(Optional.empty(), List.of(), shown, shown, Optional.empty());
    }

    /// One look at the clock.
    private static final class Look {
        private final SyncState state;
        private final Timetable table;
        private final String name;
        private final Optional<ScheduleStatus> before;
        private final List<DatabaseSyncRun> underWay;

        Look(SyncState state, Schedule schedule) {
            this.state = state;
            table = Timetable.of(schedule, state.sync().getMetadata().getUid());
            name = Timetable.name(schedule);
            before = state.before(DatabaseSyncStatus::schedule);
            underWay = state.runs().stream()
                    .filter(run -> !run.settled() && run.getSpec().operation() != Operation.Plan)
                    .toList();
        }

        ScheduleTurn turn() {
            Instant now = state.now().truncatedTo(ChronoUnit.SECONDS);
            Instant since = since(now);
            if (state.suspended()) {
                return quiet(new Shown(null, last(), status(since, skipped())));
            }
            return table.due(since, now)
                    .map(time -> due(time, now, since))
                    .orElseGet(() -> quiet(shown(since, now, last(), skipped())));
        }

        private ScheduleTurn due(Instant time, Instant now, Instant since) {
            if (state.runs().stream()
                    .anyMatch(run -> run.getMetadata().getName().equals(nameOf(time)))) {
                return quiet(shown(time, now, time, skipped()));
            }
            Optional<Skipped> leftOut = leftOut(time, now);
            if (leftOut.isPresent()) {
                return quiet(shown(time, now, last(), leftOut.get()));
            }
            Demand demand = Demand.scheduled(nameOf(time), time);
            return new ScheduleTurn(
                    Optional.of(demand),
                    table.overlap() == Overlap.Replace ? replaced() : List.of(),
                    new Shown(time.plus(table.delay()), last(), status(since, skipped())),
                    shown(time, now, time, skipped()),
                    Optional.empty());
        }

        private Optional<Skipped> leftOut(Instant time, Instant now) {
            if (table.missed(time, now)) {
                return skip(time, ConditionReason.StartMissed, "the operator did not start it in time");
            }
            if (state.pins().changedIn().isPresent()) {
                return skip(time, Reason.IdentityChanged, "local or remote leads to another database");
            }
            Optional<DatabaseSyncRun> queued = underWay.stream()
                    .filter(ScheduleTurn.Look::scheduledAndWaiting)
                    .findFirst();
            if (queued.isPresent()) {
                return skip(time, ConditionReason.RunQueued, "run %s still waited".formatted(nameOf(queued.get())));
            }
            return table.overlap() == Overlap.Skip && !underWay.isEmpty()
                    ? skip(
                            time,
                            ConditionReason.RunUnderWay,
                            "run %s was under way".formatted(nameOf(underWay.getFirst())))
                    : Optional.empty();
        }

        private static Optional<Skipped> skip(Instant time, ReasonWord reason, String why) {
            return Optional.of(new Skipped(time, reason.name(), "the run of %s was left out: %s".formatted(time, why)));
        }

        private static boolean scheduledAndWaiting(DatabaseSyncRun run) {
            Map<String, String> annotations = run.getMetadata().getAnnotations();
            DatabaseSyncRunStatus status = run.getStatus();
            return annotations != null
                    && annotations.containsKey(Annotations.SCHEDULED_FOR)
                    && (status == null || status.jobName() == null);
        }

        private List<DatabaseSyncRun> replaced() {
            return underWay.stream()
                    .filter(run -> run.getSpec().operation() == Operation.Sync
                            && !run.getSpec().cancelled())
                    .toList();
        }

        /// Times after this one count.
        private Instant since(Instant now) {
            boolean waited = state.before(DatabaseSyncStatus::nextScheduleTime).isPresent();
            return before.filter(status -> waited && name.equals(status.of()))
                    .map(ScheduleStatus::since)
                    .orElse(now);
        }

        private Shown shown(Instant since, Instant now, @Nullable Instant last, @Nullable Skipped skipped) {
            return new Shown(table.next(since, now).orElse(null), last, status(since, skipped));
        }

        private ScheduleStatus status(Instant since, @Nullable Skipped skipped) {
            return new ScheduleStatus(name, since, skipped);
        }

        private @Nullable Instant last() {
            return state.before(DatabaseSyncStatus::lastScheduleTime).orElse(null);
        }

        private @Nullable Skipped skipped() {
            return before.map(ScheduleStatus::lastSkipped).orElse(null);
        }

        /// One run for each time, also after the spec is edited.
        private String nameOf(Instant time) {
            String uid = state.sync().getMetadata().getUid();
            return state.sync().getMetadata().getName() + "-"
                    + Sha256.hex(uid + "/at/" + time).substring(0, 8);
        }

        private static String nameOf(DatabaseSyncRun run) {
            return run.getMetadata().getName();
        }
    }
}
