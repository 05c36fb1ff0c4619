package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ColumnDependent;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.definition.ColumnChange;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.DriftRepair;
import io.databasesync.postgres.definition.ForeignKeyDdl;
import io.databasesync.postgres.definition.Repointing;
import io.databasesync.postgres.definition.ViewDdl;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.sync.Fix;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads from the target the objects that keep the server from running the statements of drift messages.
///
/// @param oids of the tables whose columns change
record DriftDependents(Catalog catalog, Map<TableName, Long> oids) {

    static DriftDependents of(Catalog catalog, List<Difference> differences) {
        Set<TableName> tables = differences.stream()
                .flatMap(d -> d.changes().stream())
                .map(ColumnChange::table)
                .collect(Collectors.toSet());
        return new DriftDependents(catalog, catalog.oids(tables));
    }

    /// The fix for some differences that runs although other objects depend on their columns.
    ///
    /// @param keys foreign keys that the fix has to drop too, and whether it can make them again
    Fix fix(List<Difference> differences, Map<ForeignKey, Boolean> keys) {
        List<ColumnChange> retyped = changes(differences, false);
        List<ColumnDependent> found = dependents(retyped);
        List<ColumnDependent> dependents = new ArrayList<>();
        for (ColumnDependent.Kind kind : ColumnDependent.Kind.values()) {
            dependents.addAll(
                    switch (kind) {
                        case View -> views(found);
                        case ForeignKey ->
                            keys.entrySet().stream()
                                    .map(e -> foreignKey(e.getKey(), e.getValue()))
                                    .toList();
                        case GeneratedColumn, Belonging, Other ->
                            found.stream().filter(d -> d.kind() == kind).toList();
                    });
        }
        return new DriftRepair(differences, dependents, inTheWay(differences), made(found)).fix();
    }

    private static List<ColumnChange> changes(List<Difference> differences, boolean drops) {
        return differences.stream()
                .flatMap(d -> d.changes().stream())
                .filter(c -> c.drops() == drops)
                .distinct()
                .toList();
    }

    private List<ColumnDependent> dependents(List<ColumnChange> changes) {
        List<ColumnChange> known =
                changes.stream().filter(c -> oids.containsKey(c.table())).toList();
        return known.isEmpty()
                ? List.of()
                : catalog.objects()
                        .columnDependents(
                                known.stream()
                                        .map(c -> oids.getOrDefault(c.table(), 0L))
                                        .toList(),
                                known.stream().map(ColumnChange::column).toList());
    }

    private List<String> inTheWay(List<Difference> differences) {
        return dependents(changes(differences, true)).stream()
                .map(ColumnDependent::described)
                .filter(d -> !d.isEmpty())
                .distinct()
                .toList();
    }

    private Set<ColumnChange> made(List<ColumnDependent> found) {
        return found.stream()
                .filter(d -> d.kind() == ColumnDependent.Kind.GeneratedColumn)
                .flatMap(d -> oids.entrySet().stream()
                        .filter(e -> e.getValue() == d.table())
                        .map(e -> new ColumnChange(e.getKey(), d.column(), false)))
                .collect(Collectors.toSet());
    }

    // Also the views over views that read the columns, each after all that it reads.
    private List<ColumnDependent> views(List<ColumnDependent> found) {
        Set<Long> reading = found.stream()
                .map(ColumnDependent::view)
                .filter(view -> view != 0)
                .collect(Collectors.toCollection(HashSet::new));
        if (reading.isEmpty()) {
            return List.of();
        }
        List<ColumnDependent> views = new ArrayList<>();
        for (DependentView view : catalog.objects().viewsOver(List.copyOf(reading), Map.of())) {
            if (reading.contains(view.oid()) || view.reads().stream().anyMatch(reading::contains)) {
                reading.add(view.oid());
                views.add(view(view));
            }
        }
        return views;
    }

    private ColumnDependent view(DependentView view) {
        ViewDdl ddl = new ViewDdl(view, new Repointing(Map.of()), view.name().schema());
        String create = view.head() + view.query() + (view.materialized() && !view.populated() ? " with no data" : "");
        List<String> statements = Stream.of(
                        List.of(create),
                        ddl.properties().stream()
                                .filter(s -> !s.startsWith("set local "))
                                .toList(),
                        catalog.statements("belongings", SqlArray.oids(List.of(view.oid()))))
                .flatMap(Collection::stream)
                .toList();
        return new ColumnDependent(
                ColumnDependent.Kind.View,
                view.kind() + " " + view.spelled(),
                "drop " + view.kind() + " " + view.spelled(),
                statements,
                view.oid(),
                0,
                "");
    }

    private static ColumnDependent foreignKey(ForeignKey key, boolean again) {
        return new ColumnDependent(
                ColumnDependent.Kind.ForeignKey,
                "foreign key %s of table %s".formatted(Sql.readable(key.name()), Sql.readable(key.table())),
                ForeignKeyDdl.drop(key),
                again ? ForeignKeyDdl.addChecked(key) : List.of(),
                0,
                0,
                "");
    }
}
