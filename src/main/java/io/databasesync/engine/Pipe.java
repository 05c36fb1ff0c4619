package io.databasesync.engine;

import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.StageWriter;
import io.databasesync.sync.SyncException;
import org.jspecify.annotations.Nullable;

/// A connection to each side, of one copying thread. A failed copy leaves both unusable: then they are
/// opened anew.
final class Pipe implements Workers.Resource {
    private final SourceSnapshot snapshot;
    private final Stage stage;
    private SourceSnapshot.@Nullable Reader reader;
    private volatile @Nullable StageWriter writer;

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

    StageWriter writer() {
        StageWriter open = writer;
        if (open == null) {
            open = stage.openWriter();
            writer = open;
        }
        return open;
    }

    /// The writer if it is open, for a thread that watches it.
    @Nullable
    StageWriter openWriter() {
        return writer;
    }

    /// Closes both connections, and makes sure that the server no longer works for the writer: what it did
    /// either is committed by then or never will be.
    void reset() {
        StageWriter before = writer;
        close();
        if (before != null) {
            stage.endSession(before.backendPid());
        }
    }

    @Override
    public void close() {
        SourceSnapshot.Reader oldReader = reader;
        StageWriter oldWriter = writer;
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
