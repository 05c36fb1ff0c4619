package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.Identities;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.sync.Fix;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the run's `status.progress`: the first report soon, then at most one per beat, and a sign of life when
/// nothing changes. The operator tells the beat in the run's status; it is three seconds while few runs are under
/// way. The patcher has its own thread, so a slow API server or a failing patch never delays the sync.
final class ProgressPatcher implements ProgressSink, AutoCloseable {
    static final Duration BEAT = Duration.ofSeconds(3);

    /// The first report waits this long for the databases that the run reaches, which are written at once.
    private static final Duration FIRST = Duration.ofMillis(500);

    /// Beats between two signs of life.
    private static final int ALIVE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ProgressPatcher.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(WorkerFiles.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final ToldProgress words;
    private final Thread thread;
    /// Allows one patch at a time, so that an older patch never arrives after a newer one.
    private final ReentrantLock sending = new ReentrantLock();
    private final Identities held;
    private Identities identities;

    private @Nullable Progress latest;
    private @Nullable Progress patched;
    private long patchedAt = System.nanoTime();
    private Duration beat = BEAT;
    private boolean closed;

    /// @param reached the databases that earlier pods of the run have written; they stay until this pod
    /// has reached some
    /// @param held the databases that are known already, from those pods or from earlier runs
    ProgressPatcher(KubernetesClient client, GenericKubernetesResource run, Identities reached, Identities held) {
        this.client = client;
        this.namespace = run.getMetadata().getNamespace();
        this.name = run.getMetadata().getName();
        this.words = new ToldProgress(WorkerRun.attempt(run));
        this.identities = reached;
        this.held = held;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::patchUntilClosed);
    }

    ProgressPatcher start() {
        thread.start();
        return this;
    }

    @Override
    public synchronized void report(Progress progress) {
        words.enter(progress.phase());
        latest = progress;
        notifyAll();
    }

    /// Writes newly found databases into the status before the run goes on. Without that, a later pod or the next
    /// run would not know which databases to hold to. A failure leads to another attempt, because the run has
    /// written nothing yet.
    @Override
    public void reached(ReachedDatabases databases) {
        Identities found = Identities.of(databases);
        sending.lock();
        try {
            identities = found.or(identities);
            if (!held.or(found).equals(held)) {
                Progress told = newest();
                apply(resource(told));
                noteTold(told);
            }
        } catch (RuntimeException e) {
            throw SyncException.of(
                            Reason.ConnectionLost,
                            "run %s/%s".formatted(namespace, name),
                            "cannot write the databases that it has reached into the status of run %s/%s: %s"
                                    .formatted(namespace, name, e.getMessage()),
                            Fix.advice("check that the pod reaches the API server"))
                    .causedBy(e);
        } finally {
            sending.unlock();
        }
    }

    /// Writes the rows that differ, with the last report at the latest.
    synchronized void differ(List<NamedRows> rows) {
        words.differ(rows);
        patched = null;
    }

    private synchronized @Nullable Progress newest() {
        return latest;
    }

    private synchronized void noteTold(@Nullable Progress told) {
        patched = told;
        patchedAt = System.nanoTime();
    }

    /// Writes the last report and waits for that, for a limited time.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes the run's plan, after all other patches.
    ///
    /// @param phase the phase of the run afterwards
    /// @return whether the plan is written
    boolean deliver(PlanStatus plan, Phase phase, String message) {
        close();
        if (thread.isAlive()) {
            return false; // its patch would come later and remove the plan
        }
        try {
            apply(withIdentities(words.ofPlan(plan, phase, message)));
            return true;
        } catch (RuntimeException e) {
            LOG.warn("cannot write the plan of {}/{}: {}", namespace, name, e.toString());
            return false;
        }
    }

    private void patchUntilClosed() {
        try {
            for (Progress next = next(); next != null; next = next()) {
                patch(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until a patch is due; null if there are no more patches.
    private synchronized @Nullable Progress next() throws InterruptedException {
        while (!closed) {
            long wait = millisUntilDue();
            if (wait <= 0) {
                break;
            }
            wait(wait);
        }
        if (closed && Objects.equals(latest, patched)) {
            return null;
        }
        patched = latest;
        patchedAt = System.nanoTime();
        return patched;
    }

    private long millisUntilDue() {
        if (latest == null) {
            return beat.toMillis();
        }
        Duration pause = beat;
        if (patched == null) {
            pause = FIRST;
        } else if (latest.reconnecting() != patched.reconnecting()) {
            pause = Duration.ZERO; // a person may be able to help
        } else if (latest.equals(patched)) {
            pause = beat.multipliedBy(ALIVE);
        }
        return pause.minusNanos(System.nanoTime() - patchedAt).toMillis();
    }

    private void patch(Progress progress) {
        sending.lock();
        try {
            apply(resource(progress));
        } catch (RuntimeException e) { // any failure: the sync matters more than its progress report
            LOG.warn("cannot write the progress of {}/{}: {}", namespace, name, e.toString());
        } finally {
            sending.unlock();
        }
    }

    private void apply(ProgressStatus progress) {
        DatabaseSyncRun run = client.resource(DatabaseSyncRun.progressOf(namespace, name, progress))
                .subresource("status")
                .patch(APPLY);
        listen(run.getStatus());
    }

    /// Takes the beat from the answer of the API server.
    private synchronized void listen(@Nullable DatabaseSyncRunStatus status) {
        Integer seconds = status == null ? null : status.beatSeconds();
        beat = seconds == null || seconds < BEAT.toSeconds() ? BEAT : Duration.ofSeconds(seconds);
    }

    private ProgressStatus resource(@Nullable Progress progress) {
        return withIdentities(words.of(progress));
    }

    private ProgressStatus withIdentities(ProgressStatus told) {
        return identities.equals(Identities.NONE) ? told : told.withIdentities(identities);
    }
}
