package io.databasesync.engine;

import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.TargetDatabase;

/// Both ends of a run.
record Databases(SourceDatabase source, TargetDatabase target) {}
