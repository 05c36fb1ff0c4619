package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.RunProgress;
import io.databasesync.api.WorkerFiles;
import io.databasesync.progress.Display;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the run's `status.progress`: at once when the phase changes, otherwise at most every two seconds, and every
/// five as a sign of life when nothing changes. On its own thread, so that neither a slow API server nor a failing
/// patch
/// is ever felt by the sync.
final class ProgressPatcher implements ProgressSink, AutoCloseable {
    static final Duration AT_MOST_EVERY = Duration.ofSeconds(2);
    static final Duration AT_LEAST_EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ProgressPatcher.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final int MAX_CURRENT = 16;
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(WorkerFiles.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final int attempt;
    private final Thread thread;

    private @Nullable Progress latest;
    private @Nullable Progress patched;
    private long patchedAt;
    private boolean closed;

    ProgressPatcher(KubernetesClient client, String namespace, String name, int attempt) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.attempt = attempt;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::patchUntilClosed);
    }

    ProgressPatcher start() {
        thread.start();
        return this;
    }

    @Override
    public synchronized void report(Progress progress) {
        latest = progress;
        notifyAll();
    }

    /// Writes what was reported last, and waits for that, bounded.
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

    private void patchUntilClosed() {
        try {
            for (Progress next = next(); next != null; next = next()) {
                patch(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until a patch is due; null when there will be none any more.
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
            return AT_LEAST_EVERY.toMillis();
        }
        if (patched == null || patched.phase() != latest.phase()) {
            return 0;
        }
        Duration pause = latest.equals(patched) ? AT_LEAST_EVERY : AT_MOST_EVERY;
        return pause.minusNanos(System.nanoTime() - patchedAt).toMillis();
    }

    private void patch(Progress progress) {
        try {
            client.resource(DatabaseSyncRun.progressOf(namespace, name, resource(progress)))
                    .subresource("status")
                    .patch(APPLY);
        } catch (RuntimeException e) { // whatever it is: the sync matters more than who watches it
            LOG.warn("cannot write the progress of {}/{}: {}", namespace, name, e.toString());
        }
    }

    private RunProgress resource(Progress progress) {
        List<String> current = progress.current().stream()
                .limit(MAX_CURRENT)
                .map(Display::text)
                .toList();
        return new RunProgress(
                attempt,
                progress.phase(),
                progress.percent(),
                count(progress.tables()),
                count(progress.rows()),
                RunProgress.Bytes.of(progress.bytes().done(), progress.bytes().total(), progress.bytesPerSecond()),
                count(progress.indexes()),
                current,
                progress.eta() == null ? null : progress.eta().truncatedTo(ChronoUnit.SECONDS),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Display.text(progress.message()));
    }

    private static RunProgress.Count count(Progress.Count count) {
        return RunProgress.Count.of(count.done(), count.total());
    }
}
