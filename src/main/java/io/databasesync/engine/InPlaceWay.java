package io.databasesync.engine;

import io.databasesync.engine.Validating.Validated;
import io.databasesync.engine.inplace.InPlaceRun;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.InPlaceCheck;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableWay;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps the tables, and replaces their rows in one transaction.
///
/// @param tables largest first
/// @param ready how to empty and fill each table; empty after a refusal: then there is a plan, but no run
record InPlaceWay(List<TablePair> tables, Optional<InPlaceTables> ready) implements Way {

    /// Finds out whether the rows can be replaced in place.
    ///
    /// @param obstacles why the tables cannot be swapped, if that was checked
    /// @param blockers gets each refusal
    static InPlaceWay find(
            TargetDatabase target, List<TablePair> tables, List<SyncException> obstacles, Blockers blockers) {
        Blockers here = new Blockers();
        Optional<InPlaceTables> found = new InPlaceCheck(target).tables(tables, here);
        Optional<SyncException> obstacle = obstacles.stream().findFirst();
        blockers.addAll(here.found().stream()
                .map(refusal -> obstacle.map(o -> because(refusal, o.finding())).orElse(refusal))
                .toList());
        return new InPlaceWay(tables, here.isEmpty() ? found : Optional.empty());
    }

    private static SyncException because(SyncException refusal, String obstacle) {
        return refusal.explained(" (the run replaces rows in place, because %s)".formatted(obstacle));
    }

    @Override
    public ChosenMode mode() {
        return ChosenMode.InPlace;
    }

    @Override
    public Set<TableName> staying() {
        return Set.of();
    }

    @Override
    public MovingViews views() {
        return MovingViews.NONE;
    }

    @Override
    public List<TableWork> work(SourceDatabase source, Parallelism parallelism) {
        return ready.map(InPlaceWay::work)
                .orElseGet(() -> tables.stream()
                        .map(p -> work(p, 1, p.definition().indexes().size()))
                        .toList());
    }

    private static List<TableWork> work(InPlaceTables ready) {
        return ready.tables().stream()
                .map(t -> work(
                        t.pair(),
                        CopyEnds.inPlace(t.pair()).size(),
                        ready.rebuilt(t).size()))
                .toList();
    }

    private static TableWork work(TablePair pair, int parts, int indexes) {
        return new TableWork(
                pair,
                parts,
                indexes,
                TableWay.InPlace,
                "readers wait from the first row copied until the end of the run");
    }

    /// One session builds all indexes.
    @Override
    public int indexesAtOnce(Parallelism parallelism) {
        return 1;
    }

    @Override
    public boolean copiesSideBySide() {
        return false;
    }

    @Override
    public List<Warning> warnings(TargetDatabase target) {
        return ready.map(new InPlaceCheck(target)::warnings).orElse(List.of()).stream()
                .map(Warning::of)
                .toList();
    }

    @Override
    public SyncOutcome run(Run run, Databases databases, Validated validated) {
        InPlaceTables found = ready.orElseThrow(() -> new IllegalStateException("a run of tables that are refused"));
        return LeasedRun.hold(
                run,
                databases.target(),
                new InPlaceRun(run, databases.source(), found, validated.plan(), validated.needed()));
    }
}
