package io.databasesync.engine.run;

import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.target.TargetDatabase;

/// Both ends of a run.
public record Databases(SourceDatabase source, TargetDatabase target) {}
