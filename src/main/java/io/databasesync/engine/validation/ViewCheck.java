package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableSelection.MaterializedViews;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds the materialized views of the target over selected tables, and decides which of them a swap makes again.
public final class ViewCheck {
    private static final String RULE = "rule _RETURN on ";

    private final TargetDatabase target;
    private final MaterializedViews wanted;
    /// OIDs of the tables that move.
    private final Set<Long> tables;
    private final MovingViews views;

    /// @param wanted what a person wants to happen with materialized views
    public ViewCheck(TargetDatabase target, List<TablePair> pairs, MaterializedViews wanted) {
        this(target, wanted, found(target, oids(pairs), wanted), oids(pairs));
    }

    private ViewCheck(TargetDatabase target, MaterializedViews wanted, MovingViews found, Set<Long> tables) {
        this.target = target;
        this.wanted = wanted;
        this.tables = tables;
        this.views = withoutStuck(found);
    }

    private static Set<Long> oids(List<TablePair> pairs) {
        return pairs.stream()
                .flatMap(p -> p.target().stream())
                .flatMap(t -> t.oids().stream())
                .collect(Collectors.toSet());
    }

    private static MovingViews found(TargetDatabase target, Set<Long> tables, MaterializedViews wanted) {
        return MovingViews.of(
                wanted == MaterializedViews.Rebuild,
                Set.of(),
                target.read(c -> c.objects().viewsOver(tables, Map.of())));
    }

    /// The same if some of the tables stay.
    ///
    /// @param staying OIDs of tables
    ViewCheck without(Set<Long> staying) {
        Set<Long> moving = new HashSet<>(tables);
        return moving.removeAll(staying)
                ? new ViewCheck(
                        target,
                        wanted,
                        views.without(staying.stream().collect(Collectors.toMap(Function.identity(), _ -> ""))),
                        moving)
                : this;
    }

    /// The views that a swap makes again.
    public MovingViews moving() {
        return views;
    }

    /// The refusal, if a person does not want runs into a database with such materialized views.
    public Optional<SyncException> refusal() {
        List<String> found = views.all().stream()
                .filter(DependentView::materialized)
                .map(DependentView::spelled)
                .sorted()
                .toList();
        return wanted != MaterializedViews.Refuse || found.isEmpty()
                ? Optional.empty()
                : Optional.of(SyncException.of(
                        Reason.DependentBlocks,
                        "materialized view " + found.getFirst(),
                        "materialized views of the target read selected tables (%s), and tables.materializedViews is Refuse"
                                .formatted(String.join(", ", found)),
                        Fix.advice("set it to Rebuild or Leave, or exclude the tables")));
    }

    /// An object that keeps a table from being swapped, with the reason if it is a materialized view.
    ///
    /// @param blocker as the server describes it
    String explained(String blocker) {
        return views.all().stream()
                .filter(v -> v.materialized() && blocker.equals(RULE + v.kind() + " " + v.spelled()))
                .findFirst()
                .map(v -> "%s %s, which %s".formatted(v.kind(), v.spelled(), why(v)))
                .orElse(blocker);
    }

    private String why(DependentView view) {
        if (!views.wanted()) {
            return "keeps its rows, as tables.materializedViews says";
        }
        return view.obstacle().isEmpty()
                ? "depends on a view or table that cannot be swapped"
                : "cannot be built again because it " + view.obstacle();
    }

    // A view whose row type a function uses, for example, cannot move. What else moves may be less without it.
    private MovingViews withoutStuck(MovingViews found) {
        MovingViews result = found;
        while (!result.moving().isEmpty()) {
            Map<Long, String> stuck = stuck(result);
            if (stuck.isEmpty()) {
                return result;
            }
            result = result.without(stuck);
        }
        return result;
    }

    private Map<Long, String> stuck(MovingViews views) {
        Set<Long> moving = new HashSet<>(tables);
        moving.addAll(views.oids());
        Map<Long, String> stuck = new HashMap<>();
        Round.filter(views.moving(), v -> !target.objects().mayCreateIn(v.name().schema()))
                .forEach(v -> stuck.put(
                        v.oid(),
                        "is in schema %s, in which the role of the run may create nothing"
                                .formatted(v.name().schema())));
        target.read(c -> c.objects().blockers(moving))
                .forEach((oid, what) -> stuck.put(oid, "is used by " + String.join(", ", what)));
        tables.forEach(stuck::remove);
        return stuck;
    }
}
