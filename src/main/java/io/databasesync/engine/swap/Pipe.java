package io.databasesync.engine.swap;

import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import io.databasesync.sync.SyncException;
import org.jspecify.annotations.Nullable;

/// A connection to each side, of one copying thread. A failed copy leaves both unusable: then they are
/// opened anew.
final class Pipe implements ParallelWork.Resource {
    private final SourceSnapshot snapshot;
    private final Stage stage;
    private SourceSnapshot.@Nullable Reader reader;
    private volatile @Nullable StageConnection writer;

    Pipe(SourceSnapshot snapshot, Stage stage) {
        this.snapshot = snapshot;
        this.stage = stage;
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

    /// Closes both connections, and makes sure that the server no longer works for the writer: what it did
    /// either is committed by then or never will be.
    void reset() {
        StageConnection before = writer;
        close();
        if (before != null) {
            stage.endSession(before.backendPid());
        }
    }

    @Override
    public void close() {
        SourceSnapshot.Reader oldReader = reader;
        StageConnection oldWriter = writer;
        reader = null;
        writer = null;
        try {
            if (oldReader != null) {
                oldReader.close();
            }
        } catch (SyncException _) {
            // It only read; the failure that brought us here is the one to tell.
        }
        if (oldWriter != null) {
            oldWriter.close();
        }
    }
}
