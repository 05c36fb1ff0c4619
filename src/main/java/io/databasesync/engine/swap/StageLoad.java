package io.databasesync.engine.swap;

import io.databasesync.engine.run.ContentCheck;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.stage.Stage;

/// The snapshot that rows come from, the stage that they go to, and the check that compares the two.
///
/// @param statistics that go along
record StageLoad(SourceSnapshot snapshot, Stage stage, ContentCheck check, SourceStatistics statistics) {}
