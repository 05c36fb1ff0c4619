package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.RowTypeUse;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds tables of the target that cannot be swapped, because a table that the run creates needs the one that is there
/// now. New tables are created before the swap.
///
/// @param existing the names of the tables that are there
/// @param found why tables cannot be swapped
record NewTableCheck(List<TablePair> pairs, Set<TableName> existing, TreeObstacles found) {

    /// A column of a new table is made with the row type of the table that is there, and keeps it.
    void rowTypes(List<RowTypeUse> uses) {
        uses.stream().filter(use -> existing.contains(use.of())).forEach(this::rowType);
    }

    private void rowType(RowTypeUse use) {
        found.add(
                use.of(),
                SyncException.of(
                        Reason.DependentBlocks,
                        "table " + use.of(),
                        "column %s of %s, which the run creates, contains rows of table %s, so that table cannot be swapped"
                                .formatted(use.column(), use.table(), use.of()),
                        Fix.exclude(use.of())));
    }

    /// A default of a new table would keep the sequence of the old table, which moves away.
    void borrowedSequences() {
        Map<TableName, TableName> moving = new HashMap<>();
        pairs.forEach(p -> p.target()
                .ifPresent(t -> t.sequences().stream()
                        .filter(Sequence::movesWithTable)
                        .forEach(s -> moving.put(s.qualified(), t.name()))));
        for (TablePair pair : pairs) {
            if (pair.target().isEmpty()) {
                pair.definition().sequences().stream()
                        .filter(s -> !s.movesWithTable())
                        .forEach(s -> Optional.ofNullable(moving.get(s.qualified()))
                                .ifPresent(owner -> borrowed(pair, s, owner)));
            }
        }
    }

    private void borrowed(TablePair created, Sequence sequence, TableName owner) {
        found.add(
                owner,
                SyncException.of(
                        Reason.DependentBlocks,
                        "table " + owner,
                        "table %s is to be created with a default of column %s that uses sequence %s of table %s, which cannot be swapped then"
                                .formatted(created.name(), sequence.column(), sequence.qualified(), owner),
                        Fix.advice("exclude one of the tables")));
    }
}
