package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.sync.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The tables and views of a stage that move into their places, and those that move out for them.
///
/// @param moved all that move in; the others stay and are filled
/// @param replaced those of them that have a table in their place, in the order of its OID
record SwapTables(Stage stage, List<RunTable> moved, List<RunTable> replaced) {

    static SwapTables of(Stage stage) {
        List<RunTable> moved = stage.tables().stream()
                .filter(t -> !stage.staying().contains(t.name()))
                .toList();
        List<RunTable> replaced = moved.stream()
                .filter(t -> t.pair().target().isPresent())
                .sorted(Comparator.comparingLong(SwapTables::oid))
                .toList();
        return new SwapTables(stage, moved, replaced);
    }

    /// The OID of the table in the place of this one.
    static long oid(RunTable table) {
        return table.pair().target().map(TableDefinition::oid).orElse(0L);
    }

    /// The tables that have nothing in their place.
    List<RunTable> created() {
        return moved.stream().filter(t -> t.pair().target().isEmpty()).toList();
    }

    /// The tables that move out.
    List<TableDefinition> leaving() {
        return replaced.stream().flatMap(t -> t.pair().target().stream()).toList();
    }

    /// OIDs of the tables that move out.
    List<Long> leavingOids() {
        return leaving().stream().map(TableDefinition::oid).toList();
    }

    /// OIDs of the tables and views that move out.
    List<Long> leavingWithViews() {
        return Stream.concat(
                        leavingOids().stream(), stage.views().made().stream().map(DependentView::oid))
                .toList();
    }

    /// OIDs of what moves in, by its name in the stage.
    Map<TableName, Long> staged(Catalog catalog) {
        return catalog.oids(Stream.concat(
                        moved.stream().map(RunTable::name),
                        stage.views().made().stream().map(DependentView::name))
                .map(stage.schemas()::staged)
                .toList());
    }

    /// The new schemas of the tables that move in, if an array type is in the way of one.
    ///
    /// @param staged OIDs of what moves in
    Map<Long, String> room(Catalog catalog, Map<TableName, Long> staged) {
        Map<Long, String> moving = new TreeMap<>();
        moved.forEach(s -> Optional.ofNullable(staged.get(stage.schemas().staged(s.name())))
                .ifPresent(oid -> moving.put(oid, s.name().schema())));
        return ArrayTypes.inTheWay(catalog, moving, leavingOids()) ? moving : Map.of();
    }
}
