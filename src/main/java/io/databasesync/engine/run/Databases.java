package io.databasesync.engine.run;

import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.target.TargetDatabase;

/// The source and the target of a run.
public record Databases(SourceDatabase source, TargetDatabase target) {}
