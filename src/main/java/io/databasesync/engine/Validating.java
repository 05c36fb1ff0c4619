package io.databasesync.engine;

import io.databasesync.engine.Planner.Findings;
import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Checked;
import io.databasesync.engine.validation.CodeReadCheck;
import io.databasesync.engine.validation.Costs;
import io.databasesync.engine.validation.DriftCheck;
import io.databasesync.engine.validation.ForeignKeyCheck;
import io.databasesync.engine.validation.IdentityCheck;
import io.databasesync.engine.validation.LimitCheck;
import io.databasesync.engine.validation.MissingObjectCheck;
import io.databasesync.engine.validation.NameConflictCheck;
import io.databasesync.engine.validation.ObjectIdCheck;
import io.databasesync.engine.validation.Obstacles;
import io.databasesync.engine.validation.RowChanges;
import io.databasesync.engine.validation.RowTypeCheck;
import io.databasesync.engine.validation.SequenceCheck;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.ShrinkLimit;
import io.databasesync.engine.validation.SwapCheck;
import io.databasesync.engine.validation.TableCheck;
import io.databasesync.engine.validation.TablePairs;
import io.databasesync.engine.validation.TargetCheck;
import io.databasesync.engine.validation.ViewCheck;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ListedTable;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.SideBySide;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TargetWrites;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds out whether the run can succeed, before the first write on either side. Invariant: it only reads.
final class Validating {
    private final SyncRequest request;
    private final Databases databases;
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Blockers blockers;
    /// What further connections to the source have found.
    private final Supplier<Blockers> connections;

    /// The result of a validation without refusals.
    ///
    /// @param parallelism what the request wants, or what the servers have connections for
    record Validated(Plan plan, Way way, Prerequisites needed, Parallelism parallelism) {}

    private Validating(SyncRequest request, Databases databases, Blockers blockers, Supplier<Blockers> connections) {
        this.request = request;
        this.databases = databases;
        this.source = databases.source();
        this.target = databases.target();
        this.blockers = blockers;
        this.connections = connections;
    }

    /// Connects to both databases and makes sure that the target may be written and is not the source.
    ///
    /// @throws SyncException with the reason of the first check that refuses, unless the request is for a plan
    /// only
    static Validating connect(Run run) {
        SyncRequest request = run.request();
        boolean planned = request.operation() == Operation.Plan;
        Blockers blockers = new Blockers();
        blockers.check(() -> TargetCheck.unprotected(request));
        if (!planned) {
            blockers.refuse();
        }
        Supplier<TargetDatabase> second =
                SideBySide.start(() -> TargetDatabase.connect(run.sessions(), request.target()));
        SourceDatabase source = SourceDatabase.connect(run.sessions(), request.source());
        Supplier<Blockers> connections = SideBySide.start(() -> {
            Blockers found = new Blockers();
            found.check(() -> ServerCheck.oneSource(source));
            return found;
        });
        TargetDatabase target = IdentityCheck.second(request, run.progress(), source, second);
        Validating validation = new Validating(request, new Databases(source, target), blockers, connections);
        validation.checkServers(run.progress());
        if (!planned) {
            blockers.refuse();
        }
        return validation;
    }

    Databases databases() {
        return databases;
    }

    private Relocation relocation() {
        Map<String, String> there = target.read(c -> c.objects().extensionSchemas());
        return source.read(c -> c.objects().relocation(there));
    }

    private void checkServers(ProgressTracker progress) {
        ServerIdentity s = source.identity();
        ServerIdentity t = target.identity();
        if (blockers.check(() -> ServerCheck.different(request, s, source.is(target)))) {
            // no blocker: a plan for the wrong databases is useless
            new IdentityCheck(request, progress).unchanged(s, t);
        }
        blockers.check(() -> TargetCheck.writable(request, t));
        blockers.check(() -> ServerCheck.encodings(request, s, t));
    }

    /// The plan of a run, with all of its blockers.
    Plan plan() {
        return look().plan();
    }

    /// Validates a run that will be executed.
    ///
    /// @param planned gets the plan, even if the run is refused
    /// @throws SyncException with the reason of the first check that refuses; `PlanChanged` or `NotApproved`
    Validated validate(Consumer<Plan> planned) {
        Validated validated = look();
        planned.accept(validated.plan());
        blockers.refuse();
        PlanApproval.check(request, validated.plan());
        return validated;
    }

    /// Resolves the patterns, compares the tables and decides about the mode.
    private Validated look() {
        Seen seen = Round.over(List.of(source.control(), target.control()), this::see);
        blockers.addAll(seen.keys().map(ForeignKeyCheck::find).orElse(List.of()));
        blockers.check(seen.findings().costs()::enough);
        Plan plan = new Planner(request, databases).of(seen.findings(), seen.facts());
        return new Validated(plan, seen.findings().way(), seen.needed(), seen.parallelism());
    }

    /// What the catalogs show.
    ///
    /// @param keys to compare with rows; absent if tables differ: keys of different types cannot be compared
    private record Seen(
            Findings findings,
            Planner.Facts facts,
            Prerequisites needed,
            Parallelism parallelism,
            Optional<ForeignKeyCheck> keys) {
        Seen withKeys(Optional<ForeignKeyCheck> found) {
            return new Seen(findings, facts, needed, parallelism, found);
        }
    }

    private Seen see() {
        // catalogs of other versions may have another meaning
        boolean sourceKnown = blockers.check(() -> ServerCheck.supported(source.identity()));
        boolean targetKnown = blockers.check(() -> ServerCheck.supported(target.identity()));
        boolean known = sourceKnown && targetKnown;
        if (known) {
            Round.ahead(List.of(
                    () -> source.read(Catalog::tableNames),
                    () -> source.read(SequenceCheck::selectable),
                    () -> source.read(Catalog::views),
                    this::relocation,
                    () -> target.read(c -> c.objects().sequences()),
                    () -> target.objects().leftSequences(),
                    () -> Planner.Facts.ofServers(databases),
                    source::endsReadsAfter,
                    () -> source.read(Catalog::limits),
                    () -> target.read(Catalog::limits),
                    () -> source.read(Catalog::hasLargeObjects),
                    () -> target.read(c -> c.objects().publicationsOfAllTables())));
        }
        List<ListedTable> sourceTables = known ? source.read(Catalog::tableNames) : List.of();
        Optional<TablePatterns.Selection> selection = known
                ? blockers.find(() -> TablePatterns.resolve(
                        request.tables(),
                        sourceTables.stream().map(ListedTable::name).toList(),
                        source.read(SequenceCheck::selectable),
                        () -> source.read(Catalog::views)))
                : Optional.empty();
        List<TablePair> pairs = selection
                .flatMap(s -> blockers.find(() -> TablePairs.roots(sourceTables, s)))
                .map(this::pairs)
                .orElse(List.of());
        TablePairs.disjoint(pairs, blockers);
        blockers.addAll(connections.get().found());
        return see(usable(pairs), selection.orElse(TablePatterns.Selection.NONE));
    }

    private List<TablePair> usable(List<TablePair> pairs) {
        List<TablePair> members =
                TablePairs.members(pairs, names -> source.read(c -> TablePairs.definitions(c, Set.copyOf(names))));
        Set<TableName> names = members.stream().map(TablePair::name).collect(Collectors.toSet());
        List<Checked<Boolean>> checks = members.stream()
                .map(p -> Checked.of(own -> usable(p, names, own)))
                .toList();
        blockers.together(checks);
        return IntStream.range(0, members.size())
                .filter(i -> checks.get(i).result())
                .mapToObj(members::get)
                .toList();
    }

    private List<TablePair> pairs(List<TableName> roots) {
        List<List<TableDefinition>> both = Round.together(List.of(
                () -> source.read(c -> TablePairs.definitions(c, roots)),
                () -> target.read(c -> TablePairs.definitions(c, roots))));
        return TablePairs.of(both.getFirst(), both.getLast(), request.tables());
    }

    private Seen see(List<TablePair> usable, TablePatterns.Selection selection) {
        Relocation relocation = usable.isEmpty() ? Relocation.NONE : relocation();
        List<TablePair> pairs = CodeReadCheck.of(
                source,
                target,
                usable.stream()
                        .map(p -> p.relocated(relocation)
                                .between(
                                        source.identity().major(),
                                        target.identity().major()))
                        .toList(),
                blockers);
        Checked<List<SyncException>> drift = Checked.of(own -> {
            List<SyncException> found = new DriftCheck(source, target, pairs, relocation).find();
            own.addAll(found);
            return found;
        });
        Checked<Chosen> chosen = Checked.of(own -> choose(pairs, own));
        Checked<Optional<String>> losses = Checked.of(own -> losses(pairs, own));
        ForeignKeyCheck keys = new ForeignKeyCheck(source, target, pairs);
        blockers.together(List.of(
                drift,
                Checked.only(own -> new ObjectIdCheck(source).largeObjects(pairs, own)),
                chosen,
                losses,
                Checked.only(own -> NameConflictCheck.check(target, pairs, own)),
                Checked.only(own -> RowTypeCheck.check(source, target, pairs, own)),
                Checked.only(_ -> keys.read())));
        return see(selection, relocation, chosen.result(), losses.result())
                .withKeys(drift.result().isEmpty() ? Optional.of(keys) : Optional.empty());
    }

    private Seen see(TablePatterns.Selection selection, Relocation relocation, Chosen chosen, Optional<String> losses) {
        Way way = chosen.way();
        List<TablePair> made = way.tables().stream()
                .flatMap(p -> Stream.concat(Stream.of(p), p.routed()))
                .toList();
        Checked<Parallelism> parallelism = Checked.of(own -> limited(way, own));
        Checked<Prerequisites> needed = Checked.of(own -> new MissingObjectCheck(source, target, relocation)
                .of(made, selection, own)
                .around(way.staying()));
        Checked<Planner.Facts> facts = Checked.of(_ -> Planner.Facts.of(databases, way, request));
        blockers.together(List.of(parallelism, needed, facts));
        Findings findings = new Findings(
                way,
                chosen.reasons(),
                selection.excluded(),
                needed.result().sequences(),
                relocation,
                losses,
                costs(way),
                parallelism.result(),
                blockers);
        return new Seen(findings, facts.result(), needed.result(), parallelism.result(), Optional.empty());
    }

    /// @param reasons why the way is not a swap
    private record Chosen(Way way, List<String> reasons) {}

    private Chosen choose(List<TablePair> pairs, Blockers blockers) {
        Mode wanted = request.mode();
        List<TablePair> staged = TablePairs.staged(pairs, source, target);
        ViewCheck views = new ViewCheck(target, staged, request.tables().materializedViews());
        blockers.addAll(views.refusal().stream().toList());
        Obstacles obstacles = switch (wanted) {
            case Auto, Swap -> SwapCheck.of(target, staged, views, RowTypeCheck.uses(source, pairs));
            case InPlace -> Obstacles.NONE;
        };
        ModeChoice choice = ModeChoice.of(wanted, obstacles);
        blockers.addAll(choice.refusals());
        Way way = switch (choice.mode()) {
            case Swap ->
                SwapWay.find(target, staged, pairs, wanted == Mode.Auto ? obstacles : obstacles.ignored(), blockers);
            case InPlace -> InPlaceWay.find(target, pairs, obstacles.stage(), blockers);
        };
        return new Chosen(way, choice.reasons());
    }

    /// What the servers have connections for, once they have room for the locks.
    private Parallelism limited(Way way, Blockers blockers) {
        boolean block = request.safety().targetWrites() == TargetWrites.Block;
        LimitCheck there = new LimitCheck(Side.Target, target, target.read(Catalog::limits), block ? 1 : 0);
        List<Long> oids = way.tables().stream().map(p -> p.source().oid()).toList();
        blockers.check(() -> there.locks(way.tables(), way.mode(), source.read(c -> c.toasted(oids))));
        LimitCheck here = new LimitCheck(Side.Source, source, source.read(Catalog::limits), 0);
        return blockers.find(() -> there.affordable(here.affordable(request.parallelism(), way.mode()), way.mode()))
                .orElse(request.parallelism());
    }

    private Costs costs(Way way) {
        return new Costs(
                request,
                way.tables(),
                way.views(),
                way.indexesAtOnce(request.parallelism()),
                target.read(Catalog::maxWalBytes));
    }

    /// Whether a sync can copy between the two tables of a pair, or create the missing one; if not, adds a blocker.
    private boolean usable(TablePair pair, Set<TableName> selected, Blockers blockers) {
        return blockers.check(() -> TableCheck.supported(pair.source().table(), Side.Source))
                && blockers.check(() -> TableCheck.readable(
                        pair.source().table(), Side.Source, source.identity().role()))
                && blockers.check(
                        () -> pair.target().ifPresentOrElse(TableCheck::existing, () -> missing(pair, selected)));
    }

    private void missing(TablePair pair, Set<TableName> selected) {
        if (request.tables().missing() == TableSelection.Missing.Fail) {
            throw SyncException.of(
                    Reason.TableMissing,
                    "table " + pair.name(),
                    "the target lacks table %s".formatted(pair.name()),
                    Fix.advice("create it, or set tables.missing: Create"));
        }
        TableCheck.creatable(pair.source().table(), selected);
        TableCheck.knownTo(target.identity().major(), pair.source());
        if (target.objects().hasRelation(pair.name().schema(), pair.name().name())) {
            throw SyncException.of(
                    Reason.UnsupportedTable,
                    "table " + pair.name(),
                    "table %s is to be created, but the target has %s of that name"
                            .formatted(
                                    pair.name(),
                                    pair.source().table().partition()
                                            ? "a table, view, sequence or index"
                                            : "a view, sequence or index"),
                    Fix.advice("drop or rename it there").or(Fix.exclude(pair.name())));
        }
    }

    private Optional<String> losses(List<TablePair> pairs, Blockers blockers) {
        ShrinkLimit limit = new ShrinkLimit(request.safety().maxShrinkPercent());
        return limit.off()
                ? Optional.empty()
                : blockers.find(() -> limit.check(RowChanges.expected(source, target, pairs)))
                        .flatMap(losses -> losses);
    }
}
