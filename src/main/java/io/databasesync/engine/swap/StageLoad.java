package io.databasesync.engine.swap;

import io.databasesync.engine.run.ContentCheck;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.stage.Stage;

/// What rows come from, where they go, and how the two are compared.
record StageLoad(SourceSnapshot snapshot, Stage stage, ContentCheck check) {}
