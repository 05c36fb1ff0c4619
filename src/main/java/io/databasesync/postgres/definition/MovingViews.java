package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.DependentView;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The views of the target that a run makes again over its new tables and moves together with them: materialized
/// views, and the plain views through which these read the tables. All other views stay, and are bound to the new
/// tables and views.
///
/// @param wanted whether materialized views are made again; otherwise all of them stay
/// @param fixed OIDs of selected tables, and of views, that do not move
/// @param all views over the selected tables, each after all that it reads
/// @param moving those of them that move, in the same order
public record MovingViews(boolean wanted, Set<Long> fixed, List<DependentView> all, List<DependentView> moving) {
    public static final MovingViews NONE = new MovingViews(false, Set.of(), List.of(), List.of());

    public MovingViews {
        fixed = Set.copyOf(fixed);
        all = List.copyOf(all);
        moving = List.copyOf(moving);
    }

    /// Chooses the views that move. A view cannot move if a materialized view that stays reads it, because only plain
    /// views can be bound to another relation.
    ///
    /// @param all each after all that it reads
    public static MovingViews of(boolean wanted, Set<Long> fixed, List<DependentView> all) {
        Set<Long> rebuilt = new HashSet<>();
        if (wanted) {
            all.stream()
                    .filter(DependentView::materialized)
                    .map(DependentView::oid)
                    .forEach(rebuilt::add);
        }
        Graph graph = new Graph(all);
        boolean stable = false;
        while (!stable) {
            Set<Long> moving = graph.below(rebuilt);
            Set<Long> stuck = graph.stuck(moving, fixed);
            stable = !rebuilt.removeIf(
                    m -> graph.below(Set.of(m)).stream().anyMatch(stuck::contains) || graph.reads(m, fixed));
        }
        Set<Long> moving = graph.below(rebuilt);
        return new MovingViews(
                wanted,
                fixed,
                all,
                all.stream().filter(v -> moving.contains(v.oid())).toList());
    }

    /// The same choice among views as they are now.
    public MovingViews among(List<DependentView> now) {
        return of(wanted, fixed, now);
    }

    /// The choice if some views cannot move either.
    ///
    /// @param stuck why, after "it", by OID
    public MovingViews without(Map<Long, String> stuck) {
        Set<Long> stay = new HashSet<>(fixed);
        stay.addAll(stuck.keySet());
        return of(
                wanted,
                stay,
                all.stream()
                        .map(v -> stuck.containsKey(v.oid()) ? v.withObstacle(stuck.getOrDefault(v.oid(), "")) : v)
                        .toList());
    }

    /// Whether the same views move, and are made by the same statements.
    public boolean same(MovingViews other) {
        Map<Long, DependentView> others = other.byOid();
        return others.size() == moving.size()
                && moving.stream().allMatch(v -> {
                    DependentView there = others.get(v.oid());
                    return there != null && there.sameDefinition(v);
                });
    }

    private Map<Long, DependentView> byOid() {
        return moving.stream().collect(Collectors.toMap(DependentView::oid, Function.identity()));
    }

    public List<Long> oids() {
        return moving.stream().map(DependentView::oid).toList();
    }

    /// The schemas of the views that move.
    public List<String> schemas() {
        return moving.stream().map(v -> v.name().schema()).distinct().sorted().toList();
    }

    /// The materialized views that move.
    public List<DependentView> rebuilt() {
        return moving.stream().filter(DependentView::materialized).toList();
    }

    /// The views as a graph, from each to the relations that it reads.
    private record Graph(Map<Long, DependentView> views) {
        Graph(List<DependentView> all) {
            this(all.stream().collect(Collectors.toMap(DependentView::oid, Function.identity())));
        }

        /// Some materialized views, and all views that they read by way of plain views.
        Set<Long> below(Collection<Long> materialized) {
            Set<Long> found = new HashSet<>();
            materialized.forEach(m -> collect(m, found));
            return found;
        }

        private void collect(long oid, Set<Long> found) {
            DependentView view = views.get(oid);
            if (view != null && found.add(oid)) {
                view.reads().stream()
                        .filter(r -> {
                            DependentView read = views.get(r);
                            return read != null && !read.materialized();
                        })
                        .forEach(r -> collect(r, found));
            }
        }

        /// Views among these that cannot move.
        Set<Long> stuck(Set<Long> moving, Set<Long> fixed) {
            Set<Long> stuck = new HashSet<>();
            for (DependentView view : views.values()) {
                boolean moves = moving.contains(view.oid());
                if (moves
                        && (!view.obstacle().isEmpty()
                                || fixed.contains(view.oid())
                                || view.reads().stream().anyMatch(fixed::contains))) {
                    stuck.add(view.oid());
                }
                if (!moves && view.materialized()) {
                    view.reads().stream().filter(moving::contains).forEach(stuck::add);
                }
            }
            return stuck;
        }

        /// Whether a view reads one of some tables, by way of any views.
        boolean reads(long oid, Set<Long> tables) {
            DependentView view = views.get(oid);
            return view != null && view.reads().stream().anyMatch(r -> tables.contains(r) || reads(r, tables));
        }
    }
}
