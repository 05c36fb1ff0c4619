package io.databasesync.engine;

import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Obstacles;
import io.databasesync.engine.validation.RowTypeCheck;
import io.databasesync.engine.validation.SwapCheck;
import io.databasesync.engine.validation.TablePairs;
import io.databasesync.engine.validation.ViewCheck;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Mode;
import io.databasesync.sync.SyncRequest;
import java.util.List;

/// Chooses how the tables of a run get their rows.
final class WayChoice {
    private final SyncRequest request;
    private final SourceDatabase source;
    private final TargetDatabase target;

    WayChoice(SyncRequest request, Databases databases) {
        this.request = request;
        this.source = databases.source();
        this.target = databases.target();
    }

    /// @param reasons why the way is not a swap
    /// @param writes what others write to the tables from now on
    record Chosen(Way way, List<String> reasons, TableWrites writes) {}

    Chosen of(List<TablePair> pairs, Blockers blockers) {
        Mode wanted = request.mode();
        List<TablePair> staged = TablePairs.staged(pairs, source, target);
        switch (wanted) {
            case Auto, Swap -> ahead(staged);
            case InPlace -> {}
        }
        ViewCheck views = views(staged);
        blockers.addAll(views.refusal().stream().toList());
        Obstacles obstacles = switch (wanted) {
            case Auto, Swap -> SwapCheck.of(target, staged, views, RowTypeCheck.uses(source, pairs));
            case InPlace -> Obstacles.NONE;
        };
        ModeChoice choice = ModeChoice.of(wanted, obstacles);
        blockers.addAll(choice.refusals());
        Way way = switch (choice.mode()) {
            case Swap -> SwapWay.find(target, staged, pairs, staying(wanted, obstacles), blockers);
            case InPlace -> InPlaceWay.find(target, pairs, obstacles.stage(), blockers);
        };
        return new Chosen(way, choice.reasons(), writes(way.tables()));
    }

    private TableWrites writes(List<TablePair> tables) {
        TableWrites writes = TableWrites.to(
                tables.stream().flatMap(p -> p.target().stream()).toList(),
                request.safety().targetWrites());
        switch (request.operation()) {
            case Sync -> target.control().ask(TransactionMode.READ_ONLY, writes::begin);
            case Plan, Verify, Rollback -> {}
        }
        return writes;
    }

    // Where only a swap is allowed, an obstacle refuses the run, and no table stays because of it.
    private static Obstacles staying(Mode wanted, Obstacles obstacles) {
        return switch (wanted) {
            case Auto, InPlace -> obstacles;
            case Swap -> obstacles.ignored();
        };
    }

    private void ahead(List<TablePair> staged) {
        Round.ahead(List.of(() -> views(staged), () -> {
            SwapCheck.ahead(target, staged);
            return staged;
        }));
    }

    private ViewCheck views(List<TablePair> staged) {
        return new ViewCheck(target, staged, request.tables().materializedViews());
    }
}
