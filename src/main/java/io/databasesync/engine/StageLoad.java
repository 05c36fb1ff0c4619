package io.databasesync.engine;

import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;

/// What rows come from, where they go, and how the two are compared.
record StageLoad(SourceSnapshot snapshot, Stage stage, ContentCheck check) {}
