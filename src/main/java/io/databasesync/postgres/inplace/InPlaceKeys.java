package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.DependencyOrder;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The foreign keys to tables that are emptied and filled. Keys from them to tables that stay are left alone: `COPY`
/// checks them, and dropping one would lock the other table for the whole run.
///
/// @param dropped and added again over the new rows
/// @param kept because our role may not drop them: referenced tables are filled first
public record InPlaceKeys(List<ForeignKey> dropped, List<ForeignKey> kept) {
    public InPlaceKeys {
        dropped = List.copyOf(dropped);
        kept = List.copyOf(kept);
    }

    /// Decides which keys are dropped and which are kept.
    ///
    /// @param emptied tables, and partitions of them
    /// @throws SyncException `DependentBlocks` if a table cannot be emptied because of a key that
    /// our role may not drop
    public static InPlaceKeys of(List<ForeignKey> keys, Set<TableName> emptied, String role) {
        List<ForeignKey> dropped = new ArrayList<>();
        List<ForeignKey> kept = new ArrayList<>();
        for (ForeignKey key : keys) {
            if (!emptied.contains(key.referenced())) {
                continue;
            }
            if (key.mayAlter() && key.mayReference()) {
                dropped.add(key);
            } else if (emptied.contains(key.table())) {
                kept.add(key);
            } else {
                throw mayNotDrop(key, role);
            }
        }
        return new InPlaceKeys(dropped, kept);
    }

    private static SyncException mayNotDrop(ForeignKey key, String role) {
        List<String> grants = new ArrayList<>();
        if (!key.mayAlter()) {
            grants.add("GRANT %s TO %s".formatted(Sql.readable(key.rights().owner()), Sql.readable(role)));
        }
        if (!key.mayReference()) {
            grants.add("GRANT REFERENCES ON %s TO %s".formatted(Sql.readable(key.referenced()), Sql.readable(role)));
        }
        return SyncException.of(
                Reason.DependentBlocks,
                "table " + key.referenced(),
                "foreign key %s of %s refers to it, so it cannot be emptied; %s is not selected, and role %s may not drop the key and add it again"
                        .formatted(key.name(), key.table(), key.table(), role),
                Fix.run(grants).or("select %s too".formatted(key.table())));
    }

    /// Whether the keys are still the same as these. The rights of our role on them may have changed.
    ///
    /// @param found of the same tables
    boolean same(List<ForeignKey> found, Set<TableName> emptied) {
        Set<ForeignKey> then = Stream.concat(dropped.stream(), kept.stream())
                .map(ForeignKey::withoutRights)
                .collect(Collectors.toSet());
        Set<ForeignKey> now = found.stream()
                .filter(k -> emptied.contains(k.referenced()))
                .map(ForeignKey::withoutRights)
                .collect(Collectors.toSet());
        return then.equals(now);
    }

    /// Tables besides the emptied ones that lose a key during the run, and are locked for that.
    public List<TableName> outside(Set<TableName> emptied) {
        return dropped.stream()
                .map(ForeignKey::table)
                .filter(t -> !emptied.contains(t))
                .distinct()
                .sorted()
                .toList();
    }

    /// The tables in an order in which the kept keys hold all the time. Without kept keys, the order does not change.
    ///
    /// @throws SyncException `DependentBlocks` if there is no such order
    public List<TablePair> order(List<TablePair> pairs) {
        Map<TableName, TablePair> owners = new HashMap<>();
        pairs.forEach(p -> p.definition().names().forEach(n -> owners.put(n, p)));
        return DependencyOrder.of(pairs, p -> referenced(p, owners), circle -> {
            throw SyncException.of(
                    Reason.DependentBlocks,
                    TableName.inWords(
                            circle.stream().map(TablePair::name).sorted().toList()),
                    "their foreign keys refer to each other in a circle, and the role of the run may not drop these keys while the tables are filled",
                    Fix.advice("make that role a member of the owner of the tables"));
        });
    }

    // One COPY checks a table's keys to itself after all of its rows.
    private List<TablePair> referenced(TablePair pair, Map<TableName, TablePair> owners) {
        return kept.stream()
                .filter(k -> pair.definition().names().contains(k.table()))
                .flatMap(k -> Optional.ofNullable(owners.get(k.referenced())).stream())
                .toList();
    }
}
