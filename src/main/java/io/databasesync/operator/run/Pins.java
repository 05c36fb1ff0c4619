package io.databasesync.operator.run;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The databases that a sync is held to: those in its status, and those that runs have reached since. Every caller
/// gets the same answer, even if the status does not contain everything yet.
///
/// An identity in the spec takes the place of a pin. Reports of runs only fill in missing pins: no pod can change a
/// pin. Runs that started before the pins were last cleared do not count.
///
/// @param clearing whether the annotation has a new value, so that the pins are cleared now
public record Pins(PinnedIdentities identities, boolean clearing) {

    /// @param runs the runs of the sync, oldest first
    public static Pins of(DatabaseSync sync, List<DatabaseSyncRun> runs) {
        DatabaseSyncStatus status = sync.getStatus();
        PinnedIdentities known =
                status == null || status.identities() == null ? PinnedIdentities.NONE : status.identities();
        String asked = annotation(sync);
        if (asked != null && !asked.equals(known.lastHandledRepin())) {
            return new Pins(new PinnedIdentities(null, null, known.repins() + 1, asked, null, null), true);
        }
        List<DatabaseSyncRun> counting = runs.stream()
                .filter(run -> repins(run).filter(n -> n == known.repins()).isPresent())
                .toList();
        return new Pins(changed(reached(declared(sync, known), counting), counting), false);
    }

    private static PinnedIdentities declared(DatabaseSync sync, PinnedIdentities known) {
        return known.withLocal(declared(sync.getSpec().local(), known.local()))
                .withRemote(declared(sync.getSpec().remote(), known.remote()));
    }

    private static @Nullable Identity declared(@Nullable Endpoint end, @Nullable Identity known) {
        return end == null || end.identity() == null ? known : end.identity().identity();
    }

    /// The databases that a run must find if it starts now.
    public Identities held() {
        return new Identities(identities.local(), identities.remote());
    }

    public int repins() {
        return identities.repins();
    }

    /// The run that found another database, if nobody has resolved this yet.
    public Optional<String> changedIn() {
        return Optional.ofNullable(identities.changedIn());
    }

    /// What to do if the other database is meant from now on.
    ///
    /// @param sync namespace and name
    public static String ifMeant(@Nullable DatabaseSyncSpec spec, ObjectMeta sync) {
        List<String> declared = spec == null
                ? List.of()
                : Stream.of("local", "remote")
                        .filter(side -> (side.equals("local") ? spec.local() : spec.remote()).identity() != null)
                        .map("correct spec.%s.identity"::formatted)
                        .toList();
        String repin = "run: dbsync repin %s -n %s".formatted(sync.getName(), sync.getNamespace());
        return switch (declared.size()) {
            case 0 -> repin;
            case 1 -> declared.getFirst() + ", or for the other end " + repin;
            default -> String.join(" and ", declared);
        };
    }

    /// How often the pins had been cleared when the run started; empty if the run does not note it.
    public static Optional<Integer> repins(DatabaseSyncRun run) {
        return Annotations.number(run, Annotations.REPINS);
    }

    private static @Nullable String annotation(DatabaseSync sync) {
        return sync.getMetadata().getAnnotations() == null
                ? null
                : sync.getMetadata().getAnnotations().get(Annotations.REPIN);
    }

    private static PinnedIdentities reached(PinnedIdentities known, List<DatabaseSyncRun> runs) {
        Identities pinned = new Identities(known.local(), known.remote());
        for (DatabaseSyncRun run : runs) {
            DatabaseSyncRunStatus status = run.getStatus();
            ProgressStatus progress = status == null ? null : status.progress();
            Identities told = progress == null ? null : progress.identities();
            pinned = told == null ? pinned : pinned.or(told);
        }
        return known.withLocal(pinned.local()).withRemote(pinned.remote());
    }

    /// A later run that only reads and finds both pinned databases shows that the problem is solved.
    private static PinnedIdentities changed(PinnedIdentities known, List<DatabaseSyncRun> runs) {
        String run = known.changedIn();
        Instant at = known.changedAt();
        for (DatabaseSyncRun ended : runs.stream()
                .filter(r -> r.getStatus() != null && r.getStatus().finishedAt() != null)
                .sorted(Comparator.comparing(EndedRun::finishedAt))
                .toList()) {
            if (foundAnother(ended)
                    && (at == null || !EndedRun.finishedAt(ended).isBefore(at))) {
                run = ended.getMetadata().getName();
                at = EndedRun.finishedAt(ended);
            } else if (at != null && foundThePinned(ended, at)) {
                run = null;
                at = EndedRun.finishedAt(ended); // earlier findings no longer count, even if this run is deleted
            }
        }
        return known.withChangedIn(run).withChangedAt(at);
    }

    private static boolean foundAnother(DatabaseSyncRun run) {
        return Reason.IdentityChanged.name().equals(status(run).reason());
    }

    private static boolean foundThePinned(DatabaseSyncRun run, Instant since) {
        Operation operation = run.getSpec().operation();
        Instant started = status(run).startedAt();
        return status(run).result() == RunResult.Succeeded
                && (operation == Operation.Plan || operation == Operation.Verify)
                && started != null
                && started.isAfter(since);
    }

    private static DatabaseSyncRunStatus status(DatabaseSyncRun run) {
        return Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
    }
}
