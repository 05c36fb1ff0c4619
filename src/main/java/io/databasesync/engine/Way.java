package io.databasesync.engine;

import io.databasesync.engine.Validating.Validated;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.Run;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest.Parallelism;
import java.util.List;

/// A way of replacing the rows of a run's tables: one for all of them, found by validation.
sealed interface Way permits SwapWay, InPlaceWay {

    /// What the plan, the history and the outcome call it.
    ChosenMode mode();

    /// The tables, largest first.
    List<TablePair> tables();

    /// What is done to each table, in the order in which they are copied.
    List<TableWork> work(SourceDatabase source, Parallelism parallelism);

    /// Indexes that are built at the same time.
    int indexesAtOnce(Parallelism parallelism);

    /// What a person should know before rows are replaced in this way.
    List<String> warnings(TargetDatabase target);

    /// Replaces the rows; without success, the target is as it was.
    ///
    /// @param validated found good, this way included
    SyncOutcome run(Run run, Databases databases, Validated validated);

    /// What is done to a table.
    ///
    /// @param parts that are copied by themselves
    /// @param indexes that are built
    record TableWork(TablePair table, int parts, int indexes) {}
}
