package io.databasesync.engine;

import io.databasesync.engine.Publication.Fill;
import io.databasesync.engine.Publication.Move;
import io.databasesync.engine.Validating.Validated;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.swap.SwapRun;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Costs;
import io.databasesync.engine.validation.InPlaceCheck;
import io.databasesync.engine.validation.Obstacles;
import io.databasesync.engine.work.Parts;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.FillStage;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.stage.StagePlan;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableWay;
import io.databasesync.text.Display;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Creates new tables beside the old ones. One transaction publishes all of them: most take the place of the old ones,
/// and those that cannot move are filled from their new tables.
///
/// @param publications of the tables, largest first
/// @param views that are made again over the new tables
/// @param ready how to fill tables that stay; empty after a refusal: then there is a plan, but no run
record SwapWay(List<Publication> publications, MovingViews views, Optional<Fills> ready) implements Way {

    /// Finds out whether the tables that cannot move can be filled.
    ///
    /// @param staged the tables of a swap: each member of a tree by itself
    /// @param pairs the same tables, each partition tree of the target as a whole, as it is filled
    /// @param blockers gets each refusal
    static SwapWay find(
            TargetDatabase target,
            List<TablePair> staged,
            List<TablePair> pairs,
            Obstacles obstacles,
            Blockers blockers) {
        List<Publication> publications = publications(staged, pairs, obstacles);
        List<Fill> fills = fills(publications);
        if (fills.isEmpty()) {
            return new SwapWay(publications, obstacles.views(), Optional.of(Fills.NONE));
        }
        Blockers here = new Blockers();
        Optional<InPlaceTables> found =
                new InPlaceCheck(target).tables(fills.stream().map(Fill::pair).toList(), here);
        String because = fills.getFirst().obstacles().getFirst().finding();
        blockers.addAll(here.found().stream()
                .map(refusal -> refusal.explained(
                        " (the run keeps the table and replaces its rows, because %s)".formatted(because)))
                .toList());
        boolean unlogged =
                !target.read(c -> c.objects().publicationsOfAllTables()).isEmpty();
        return new SwapWay(
                publications,
                obstacles.views(),
                here.isEmpty() ? found.map(t -> new Fills(t, unlogged)) : Optional.empty());
    }

    private static List<Publication> publications(List<TablePair> staged, List<TablePair> pairs, Obstacles obstacles) {
        Map<TableName, TablePair> whole = pairs.stream().collect(Collectors.toMap(TablePair::name, p -> p));
        Map<TableName, Publication> publications = new LinkedHashMap<>();
        for (TablePair pair : staged) {
            List<SyncException> reasons = obstacles.of(pair.root());
            if (reasons.isEmpty()) {
                publications.put(pair.name(), new Move(pair));
            } else {
                TablePair stays = Optional.ofNullable(whole.get(pair.name()))
                        .orElseGet(() -> Objects.requireNonNull(whole.get(pair.root()), "a selected table"));
                publications.putIfAbsent(stays.name(), new Fill(stays, reasons));
            }
        }
        return List.copyOf(publications.values());
    }

    private static List<Fill> fills(List<Publication> publications) {
        return publications.stream()
                .filter(Fill.class::isInstance)
                .map(Fill.class::cast)
                .toList();
    }

    @Override
    public Set<TableName> staying() {
        return fills(publications).stream().map(f -> f.pair().name()).collect(Collectors.toSet());
    }

    @Override
    public ChosenMode mode() {
        return ChosenMode.Swap;
    }

    @Override
    public List<TablePair> tables() {
        return publications.stream().map(Publication::pair).toList();
    }

    @Override
    public List<TableWork> work(SourceDatabase source, Parallelism parallelism) {
        Map<Long, Long> blocks = source.read(c -> c.sizes()
                .heapBlocks(tables().stream().map(p -> p.source().oid()).toList()));
        long total =
                tables().stream().mapToLong(p -> p.source().table().bytes()).sum();
        return publications.stream()
                .map(p -> new TableWork(
                        p.pair(),
                        Parts.count(
                                p.pair(),
                                total,
                                blocks.getOrDefault(p.pair().source().oid(), 0L),
                                parallelism.tablesAtOnce(),
                                parallelism.parts()),
                        indexes(p),
                        way(p),
                        reason(p)))
                .toList();
    }

    private int indexes(Publication publication) {
        return switch (publication) {
            case Move(var pair) ->
                pair.definition().indexes().size()
                        + pair.members().stream()
                                .mapToInt(m -> m.indexes().size())
                                .sum();
            case Fill fill ->
                filled(fill.pair())
                        .map(t -> ready.orElseThrow().tables().rebuilt(t).size())
                        .orElse(0);
        };
    }

    private Optional<RunTable> filled(TablePair pair) {
        return ready.stream()
                .flatMap(f -> f.tables().tables().stream())
                .filter(t -> t.name().equals(pair.name()))
                .findFirst();
    }

    private static TableWay way(Publication publication) {
        return switch (publication) {
            case Move _ -> TableWay.Move;
            case Fill _ -> TableWay.Fill;
        };
    }

    private static String reason(Publication publication) {
        return switch (publication) {
            case Move _ -> "";
            case Fill fill ->
                "%s; readers wait about %s while it is filled from the stage"
                        .formatted(because(fill), Display.duration(locked(fill)));
        };
    }

    private static String because(Fill fill) {
        return String.join(
                "; ", fill.obstacles().stream().map(SyncException::getMessage).toList());
    }

    private static Duration locked(Fill fill) {
        return Costs.filling(fill.pair());
    }

    @Override
    public int indexesAtOnce(Parallelism parallelism) {
        return parallelism.indexes();
    }

    @Override
    public boolean copiesSideBySide() {
        return true;
    }

    @Override
    public List<Warning> warnings(TargetDatabase target) {
        List<Fill> fills = fills(publications);
        List<Warning> warnings = new ArrayList<>(checkedLate());
        if (fills.isEmpty()) {
            return warnings;
        }
        for (Fill fill : fills) {
            String about = "readers and writers of %s wait%s while it is filled from the stage";
            warnings.add(new Warning(
                    about.formatted(fill.pair().name(), " about " + Display.duration(locked(fill))),
                    about.formatted(fill.pair().name(), "")));
        }
        ready.ifPresent(found ->
                new InPlaceCheck(target).fillWarnings(found.tables()).forEach(text -> warnings.add(Warning.of(text))));
        return warnings;
    }

    private List<Warning> checkedLate() {
        List<Warning> warnings = new ArrayList<>();
        for (Publication publication : publications) {
            if (publication instanceof Move(var pair)) {
                String about = "constraint %s of %s reads tables of this run: readers wait%s while it is checked";
                pair.lateChecks()
                        .forEach(c -> warnings.add(new Warning(
                                about.formatted(
                                        c.name(), pair.name(), " about " + Display.duration(Costs.checking(pair))),
                                about.formatted(c.name(), pair.name(), ""))));
            }
        }
        return warnings;
    }

    @Override
    public SyncOutcome run(Run run, Databases databases, Validated validated) {
        Fills fills = ready.orElseThrow(() -> new IllegalStateException("a run of tables that are refused"));
        List<TablePair> staged = publications.stream()
                .map(p -> switch (p) {
                    case Move(var pair) -> pair;
                    case Fill fill -> FillStage.of(fill.pair(), fills.unlogged());
                })
                .toList();
        StagePlan plan = new StagePlan(staged, fills.names(), views, validated.needed());
        databases.prepare(run.request().parallelism());
        return LeasedRun.hold(
                run, databases.target(), new SwapRun(run, databases.source(), validated.plan(), plan, fills));
    }
}
