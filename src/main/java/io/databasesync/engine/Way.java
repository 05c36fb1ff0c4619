package io.databasesync.engine;

import io.databasesync.engine.Validating.Validated;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.Run;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableWay;
import java.util.List;
import java.util.Set;

/// A way to replace the rows of a run's tables. Validation chooses one way for all of them.
sealed interface Way permits SwapWay, InPlaceWay {

    /// The name of the way in the plan, the history and the outcome.
    ChosenMode mode();

    /// The tables, largest first.
    List<TablePair> tables();

    /// The tables that stay while others move, and are filled from the stage.
    Set<TableName> staying();

    /// The views that are made again over the new tables.
    MovingViews views();

    /// The work on each table, in the order of the copy.
    List<TableWork> work(SourceDatabase source, Parallelism parallelism);

    /// The number of indexes that are built at the same time.
    int indexesAtOnce(Parallelism parallelism);

    /// Whether several connections copy, so that a run can find out how many are fastest.
    boolean copiesSideBySide();

    /// The warnings that a person should read before the run replaces rows in this way.
    List<Warning> warnings(TargetDatabase target);

    /// Replaces the rows. If that fails, the target is as it was before.
    ///
    /// @param validated the result of validation, with this way
    SyncOutcome run(Run run, Databases databases, Validated validated);

    /// The work on a table.
    ///
    /// @param parts number of parts that are copied separately
    /// @param indexes number of indexes that are built
    /// @param reason why the table does not move; empty if it does
    record TableWork(TablePair table, int parts, int indexes, TableWay way, String reason) {}
}
