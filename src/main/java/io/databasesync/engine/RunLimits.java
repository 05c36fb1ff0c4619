package io.databasesync.engine;

import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Costs;
import io.databasesync.engine.validation.LimitCheck;
import io.databasesync.engine.validation.RowChanges;
import io.databasesync.engine.validation.ShrinkLimit;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TargetWrites;
import java.util.List;
import java.util.Optional;

/// How much a run may do and take: connections, locks, space, and rows that it takes away.
record RunLimits(SyncRequest request, SourceDatabase source, TargetDatabase target) {
    RunLimits(SyncRequest request, Databases databases) {
        this(request, databases.source(), databases.target());
    }

    /// What the servers have connections for, once they have room for the locks.
    Parallelism parallelism(Way way, Blockers blockers) {
        boolean block = request.safety().targetWrites() == TargetWrites.Block;
        LimitCheck there = new LimitCheck(Side.Target, target, target.read(Catalog::limits), block ? 1 : 0);
        List<Long> oids = way.tables().stream().map(p -> p.source().oid()).toList();
        blockers.check(() -> there.locks(way.tables(), way.mode(), source.read(c -> c.toasted(oids))));
        LimitCheck here = new LimitCheck(Side.Source, source, source.read(Catalog::limits), 0);
        Parallelism wanted = there.built(request.parallelism());
        return blockers.find(() -> there.affordable(here.affordable(wanted, way.mode()), way.mode()))
                .orElse(wanted);
    }

    Costs costs(Way way, Parallelism parallelism) {
        return new Costs(
                request,
                way.tables(),
                way.views(),
                way.indexesAtOnce(parallelism),
                target.read(c -> c.sizes().maxWalBytes()));
    }

    /// The rows that tables will lose, in words.
    Optional<String> losses(List<TablePair> pairs, Blockers blockers) {
        ShrinkLimit limit = new ShrinkLimit(request.safety().maxShrinkPercent());
        return limit.off()
                ? Optional.empty()
                : blockers.find(() -> limit.check(RowChanges.expected(source, target, pairs)))
                        .flatMap(losses -> losses);
    }
}
