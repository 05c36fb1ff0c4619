package io.databasesync.engine.swap;

import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import org.jspecify.annotations.Nullable;

/// The connection of a thread to the stage. It is opened anew when it is lost.
final class StageWriter implements ParallelWork.Resource {
    private final Stage stage;
    private @Nullable StageConnection connection;

    StageWriter(Stage stage) {
        this.stage = stage;
    }

    /// The open connection. The work of a lost one is committed by then, or never will be.
    StageConnection connection() {
        StageConnection open = connection;
        if (open != null && open.lost()) {
            open.discard();
            stage.endSession(open.backendPid());
            open = null;
        }
        if (open == null) {
            open = stage.openWriter();
            connection = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
