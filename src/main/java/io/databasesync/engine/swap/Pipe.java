package io.databasesync.engine.swap;

import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import io.databasesync.sync.SyncException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The connections of one copying thread, one to each side. After a failed copy, both are opened anew.
final class Pipe implements ParallelWork.Resource {
    private static final Executor TASKS =
            task -> Thread.ofPlatform().name("connect").daemon().start(task);

    private final SourceSnapshot snapshot;
    private final Stage stage;
    private SourceSnapshot.@Nullable Reader reader;
    private volatile @Nullable StageConnection writer;

    Pipe(SourceSnapshot snapshot, Stage stage) {
        this.snapshot = snapshot;
        this.stage = stage;
    }

    /// Opens both connections side by side: each takes several round trips.
    @Override
    public void connect() {
        if (reader != null && writer != null) {
            return;
        }
        CompletableFuture<StageConnection> there = CompletableFuture.supplyAsync(this::writer, TASKS);
        try {
            reader();
        } finally {
            there.exceptionally(_ -> null).join(); // nothing is left open behind
        }
        try {
            there.join();
        } catch (CompletionException e) {
            throw SyncException.of(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    SourceSnapshot.Reader reader() {
        SourceSnapshot.Reader open = reader;
        if (open == null) {
            open = snapshot.openReader();
            reader = open;
        }
        return open;
    }

    StageConnection writer() {
        StageConnection open = writer;
        if (open == null) {
            open = stage.openWriter();
            writer = open;
        }
        return open;
    }

    /// The writer if it is open, for a thread that watches it.
    @Nullable
    StageConnection openWriter() {
        return writer;
    }

    /// Closes both connections and ends the writer's session on the server. Afterwards the writer's work is committed
    /// or never will be.
    void reset() {
        StageConnection before = writer;
        writer = null;
        closeReader();
        if (before != null) {
            before.discard();
            stage.endSession(before.backendPid());
        }
    }

    @Override
    public void close() {
        StageConnection before = writer;
        writer = null;
        closeReader();
        if (before != null) {
            before.close();
        }
    }

    private void closeReader() {
        SourceSnapshot.Reader before = reader;
        reader = null;
        try {
            if (before != null) {
                before.close();
            }
        } catch (SyncException _) {
            // The reader only read. The run reports the failure that led here.
        }
    }
}
