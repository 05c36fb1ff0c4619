package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.ColumnOwners;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.TableDrift;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tables that differ on both ends. The server changes an inherited column only where it is defined: that may be a
/// table which is not selected, several levels above.
public final class DriftedTables {
    private DriftedTables() {}

    /// The differences of each such table, with statements that run.
    public static Map<TablePair, List<Difference>> of(
            TargetDatabase target, Collection<TablePair> pairs, Relocation relocation) {
        Map<TablePair, List<Difference>> found = of(pairs, relocation, new ColumnOwners(pairs, List.of()));
        List<TableDefinition> known =
                pairs.stream().flatMap(p -> p.target().stream()).toList();
        if (found.isEmpty() || unknown(known, Set.of()).isEmpty()) {
            return found;
        }
        List<TableDefinition> ancestors = target.read(c -> ancestors(c, known));
        return of(pairs, relocation, new ColumnOwners(pairs, ancestors));
    }

    private static Map<TablePair, List<Difference>> of(
            Collection<TablePair> pairs, Relocation relocation, ColumnOwners owners) {
        Map<TablePair, List<Difference>> drifted = new LinkedHashMap<>();
        for (TablePair pair : pairs) {
            List<Difference> differences = new TableDrift(pair, relocation, owners).differences();
            if (!differences.isEmpty()) {
                drifted.put(pair, differences);
            }
        }
        return drifted;
    }

    // One level at a time: a table names its parents only.
    private static List<TableDefinition> ancestors(Catalog catalog, List<TableDefinition> tables) {
        List<TableDefinition> known = new ArrayList<>(tables);
        Set<TableName> asked = new HashSet<>();
        for (Set<TableName> above = unknown(known, asked); !above.isEmpty(); above = unknown(known, asked)) {
            asked.addAll(above);
            known.addAll(catalog.definitionsOf(catalog.oids(above).values()));
        }
        return known.subList(tables.size(), known.size());
    }

    private static Set<TableName> unknown(List<TableDefinition> tables, Set<TableName> asked) {
        Set<TableName> names =
                tables.stream().map(TableDefinition::name).collect(Collectors.toCollection(HashSet::new));
        return tables.stream()
                .flatMap(t -> t.table().tree().parents().stream())
                .filter(parent -> !names.contains(parent) && !asked.contains(parent))
                .collect(Collectors.toSet());
    }
}
