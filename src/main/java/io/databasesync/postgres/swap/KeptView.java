package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.Repointing;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A view of a run that goes back with its tables.
///
/// @param live as it is now
/// @param kept the view that the run replaced
public record KeptView(DependentView live, DependentView kept) {

    /// The views that a run replaced, as they are now.
    ///
    /// @throws SyncException `NothingToRollBack` if a view was replaced or dropped since
    static List<KeptView> read(Transaction t, String runId, Collection<KeptTable> tables) {
        List<ReplacedViews.Row> rows = ReplacedViews.of(t, runId);
        if (rows.isEmpty()) {
            return List.of();
        }
        Catalog catalog = new Catalog(t);
        Map<Long, DependentView> live = views(catalog, tables.stream().map(KeptTable::live));
        Map<Long, DependentView> kept = views(catalog, tables.stream().map(KeptTable::kept));
        List<KeptView> views = new ArrayList<>();
        for (ReplacedViews.Row row : rows) {
            DependentView now = live.get(row.published());
            DependentView then = kept.get(row.previous());
            if (now == null
                    || then == null
                    || !now.name().equals(row.name())
                    || !then.name().name().equals(row.name().name())) {
                throw SyncException.of(
                        Reason.NothingToRollBack,
                        "view " + row.name(),
                        "view %s of the target is not any more what run %s published, or the view that it replaced is not kept"
                                .formatted(row.name(), runId),
                        Fix.advice("sync instead"));
            }
            views.add(new KeptView(now, then));
        }
        return views;
    }

    private static Map<Long, DependentView> views(Catalog catalog, Stream<Optional<TableDefinition>> tables) {
        List<Long> oids = tables.flatMap(Optional::stream)
                .flatMap(shape -> shape.oids().stream())
                .toList();
        return catalog.objects().viewsOver(oids, Map.of()).stream()
                .collect(Collectors.toMap(DependentView::oid, Function.identity()));
    }

    /// Live views whose definition differs from what the run replaced.
    static List<DependentView> altered(List<KeptView> views, Collection<KeptTable> tables) {
        Map<TableName, TableName> same = new TreeMap<>(); // both sides spell names alike then
        Map<TableName, TableName> back = new TreeMap<>();
        tables.forEach(t -> same.put(t.name(), t.name()));
        tables.forEach(t -> t.kept().ifPresent(kept -> back.put(kept.name(), t.name())));
        views.forEach(v -> same.put(v.live().name(), v.live().name()));
        views.forEach(v -> back.put(v.kept().name(), v.live().name()));
        return views.stream()
                .filter(v -> !parts(v.live(), new Repointing(same)).equals(parts(v.kept(), new Repointing(back))))
                .map(KeptView::live)
                .toList();
    }

    // Owner, grants, triggers and rules come from the live view.
    private static List<Object> parts(DependentView view, Repointing names) {
        return List.of(
                names.of(view.head()),
                names.of(view.query()),
                view.statements().stream().map(names::of).toList(),
                view.indexes().stream().map(KeptView::index).toList(),
                view.statistics().stream().map(KeptView::statistics).toList());
    }

    private static Index index(Index index) {
        return index.withoutSizeAndValidity();
    }

    private static ExtendedStatistics statistics(ExtendedStatistics s) {
        return new ExtendedStatistics("", s.name(), s.definition(), s.target(), s.comment());
    }
}
