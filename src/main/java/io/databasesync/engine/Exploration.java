package io.databasesync.engine;

import io.databasesync.engine.Planner.Findings;
import io.databasesync.engine.WayChoice.Chosen;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Checked;
import io.databasesync.engine.validation.CodeReadCheck;
import io.databasesync.engine.validation.DriftCheck;
import io.databasesync.engine.validation.ForeignKeyCheck;
import io.databasesync.engine.validation.MissingObjectCheck;
import io.databasesync.engine.validation.NameConflictCheck;
import io.databasesync.engine.validation.NewTableWarnings;
import io.databasesync.engine.validation.ObjectIdCheck;
import io.databasesync.engine.validation.RowTypeCheck;
import io.databasesync.engine.validation.SequenceCheck;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.TablePairs;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ListedTable;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.target.ConnectedApplications;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads what validation has to know of both databases and their tables, in one round: first what depends on no table,
/// then the tables, then everything around them at once.
final class Exploration {
    /// To ask ahead means to compute twice. For many tables that takes longer than a few round trips.
    private static final int ASKED_AHEAD = 500;

    private final SyncRequest request;
    private final Databases databases;
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Blockers blockers;
    private final UsableTables usable;
    private final WayChoice choice;
    private final RunLimits limits;

    Exploration(SyncRequest request, Databases databases, Blockers blockers) {
        this.request = request;
        this.databases = databases;
        this.source = databases.source();
        this.target = databases.target();
        this.blockers = blockers;
        this.usable = new UsableTables(request, databases);
        this.choice = new WayChoice(request, databases);
        this.limits = new RunLimits(request, databases);
    }

    /// What the catalogs show.
    ///
    /// @param keys to compare with rows; absent if tables differ: keys of different types cannot be compared
    /// @param writes what others write to the tables of the target from now on
    record Seen(
            Findings findings,
            PlanFacts facts,
            Prerequisites needed,
            Parallelism parallelism,
            Optional<ForeignKeyCheck> keys,
            TableWrites writes) {
        Seen withKeys(Optional<ForeignKeyCheck> found) {
            return new Seen(findings, facts, needed, parallelism, found, writes);
        }
    }

    /// Resolves the patterns, compares the tables and decides about the mode.
    Seen see() {
        // catalogs of other versions may have another meaning
        boolean sourceKnown = blockers.check(() -> ServerCheck.supported(source.identity()));
        boolean targetKnown = blockers.check(() -> ServerCheck.supported(target.identity()));
        boolean known = sourceKnown && targetKnown;
        if (known) {
            Round.ahead(List.of(
                    () -> source.read(Catalog::tableNames),
                    () -> source.read(SequenceCheck::selectable),
                    () -> source.read(Catalog::views),
                    () -> target.read(Catalog::tableNames),
                    () -> source.read(c -> c.objects().extensionSchemas()),
                    this::relocation,
                    () -> target.read(c -> c.objects().sequences()),
                    () -> target.objects().leftSequences(),
                    () -> ConnectedApplications.of(target),
                    () -> PlanFacts.ofServers(databases),
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
                .map(roots -> pairs(sourceTables, roots))
                .orElse(List.of());
        TablePairs.disjoint(pairs, blockers);
        TablePatterns.Selection selected = selection.orElse(TablePatterns.Selection.NONE);
        if (pairs.size() <= ASKED_AHEAD && !pairs.isEmpty()) {
            Round.ahead(questions(pairs, selected));
        }
        return see(usable.of(pairs, blockers), selected);
    }

    // What will be asked step by step, as far as it is known already.
    private List<Supplier<?>> questions(List<TablePair> pairs, TablePatterns.Selection selection) {
        Relocation relocation = relocation();
        List<TablePair> related = related(pairs, relocation);
        List<Long> oids = related.stream().map(p -> p.source().oid()).toList();
        return List.of(
                () -> usable.of(pairs, new Blockers()),
                () -> CodeReadCheck.of(source, target, related, new Blockers()),
                () -> new DriftCheck(source, target, related, relocation).find(),
                () -> choice.of(related, new Blockers()),
                () -> limits.losses(related, new Blockers()),
                () -> needed(related, selection, relocation, new Blockers()),
                () -> source.read(c -> c.toasted(oids)),
                () -> source.read(c -> c.sizes().heapBlocks(oids)),
                () -> NewTableWarnings.of(source, related),
                () -> checked(_ -> new ForeignKeyCheck(source, target, related).read()),
                () -> checked(own -> RowTypeCheck.check(source, target, related, own)),
                () -> checked(own -> NameConflictCheck.check(target, related, own)));
    }

    private static Blockers checked(Consumer<Blockers> check) {
        Blockers unheard = new Blockers();
        check.accept(unheard);
        return unheard;
    }

    private List<TablePair> related(List<TablePair> pairs, Relocation relocation) {
        return pairs.stream()
                .map(p -> p.relocated(relocation)
                        .between(source.identity().major(), target.identity().major()))
                .toList();
    }

    private Prerequisites needed(
            List<TablePair> made, TablePatterns.Selection selection, Relocation relocation, Blockers blockers) {
        return new MissingObjectCheck(source, target, relocation).of(made, selection, blockers);
    }

    private List<TablePair> pairs(List<ListedTable> sourceTables, List<TableName> roots) {
        List<Long> here = oids(sourceTables, roots);
        List<Long> there = oids(target.read(Catalog::tableNames), roots);
        List<List<TableDefinition>> both = Round.together(
                List.of(() -> source.read(c -> c.definitionsOf(here)), () -> target.read(c -> c.definitionsOf(there))));
        return TablePairs.of(both.getFirst(), both.getLast(), request.tables());
    }

    private static List<Long> oids(List<ListedTable> tables, List<TableName> names) {
        Set<TableName> wanted = Set.copyOf(names);
        return tables.stream()
                .filter(t -> wanted.contains(t.name()))
                .map(ListedTable::oid)
                .toList();
    }

    private Seen see(List<TablePair> tables, TablePatterns.Selection selection) {
        Relocation relocation = tables.isEmpty() ? Relocation.NONE : relocation();
        List<TablePair> pairs = CodeReadCheck.of(source, target, related(tables, relocation), blockers);
        Checked<List<SyncException>> drift = Checked.of(own -> {
            List<SyncException> found = new DriftCheck(source, target, pairs, relocation).find();
            own.addAll(found);
            return found;
        });
        Checked<Chosen> chosen = Checked.of(own -> choice.of(pairs, own));
        Checked<Optional<String>> losses = Checked.of(own -> limits.losses(pairs, own));
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
        Checked<Parallelism> parallelism = Checked.of(own -> limits.parallelism(way, own));
        Checked<Prerequisites> needed =
                Checked.of(own -> needed(made, selection, relocation, own).around(way.staying()));
        Checked<PlanFacts> facts = Checked.of(_ -> PlanFacts.of(databases, way, request));
        blockers.together(List.of(parallelism, needed, facts));
        Findings findings = new Findings(
                way,
                chosen.reasons(),
                selection.excluded(),
                needed.result().sequences(),
                relocation,
                losses,
                limits.costs(way, parallelism.result()),
                parallelism.result(),
                blockers);
        return new Seen(
                findings, facts.result(), needed.result(), parallelism.result(), Optional.empty(), chosen.writes());
    }

    private Relocation relocation() {
        Map<String, String> there = target.read(c -> c.objects().extensionSchemas());
        return source.read(c -> c.objects().relocation(there));
    }
}
