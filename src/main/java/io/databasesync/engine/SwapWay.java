package io.databasesync.engine;

import io.databasesync.engine.Validating.Validated;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.swap.SwapRun;
import io.databasesync.engine.work.Parts;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.stage.StagePlan;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest.Parallelism;
import java.util.List;
import java.util.Map;

/// Creates new tables beside the old ones, which take their place.
///
/// @param tables largest first
/// @param views that are made again over the new tables
record SwapWay(List<TablePair> tables, MovingViews views) implements Way {
    @Override
    public ChosenMode mode() {
        return ChosenMode.Swap;
    }

    @Override
    public List<TableWork> work(SourceDatabase source, Parallelism parallelism) {
        Map<Long, Long> blocks = source.read(
                c -> c.heapBlocks(tables.stream().map(p -> p.source().oid()).toList()));
        long total = tables.stream().mapToLong(p -> p.source().table().bytes()).sum();
        return tables.stream()
                .map(p -> new TableWork(
                        p,
                        Parts.count(
                                p,
                                total,
                                blocks.getOrDefault(p.source().oid(), 0L),
                                parallelism.tables(),
                                parallelism.parts()),
                        p.definition().indexes().size()
                                + p.members().stream()
                                        .mapToInt(m -> m.indexes().size())
                                        .sum()))
                .toList();
    }

    @Override
    public int indexesAtOnce(Parallelism parallelism) {
        return parallelism.indexes();
    }

    @Override
    public List<String> warnings(TargetDatabase target) {
        return List.of();
    }

    @Override
    public SyncOutcome run(Run run, Databases databases, Validated validated) {
        return LeasedRun.hold(
                run,
                databases.target(),
                new SwapRun(
                        run, databases.source(), validated.plan(), new StagePlan(tables, views, validated.needed())));
    }
}
