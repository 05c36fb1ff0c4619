package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The tables of a stage that an earlier process of the run has loaded, and that stay.
public final class LeftTables {
    private final Map<TableName, LeftTable> left = new ConcurrentHashMap<>();

    LeftTables() {}

    void add(Map<TableName, LeftTable> found) {
        left.putAll(found);
    }

    void remove(RunTable table) {
        left.remove(table.name());
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    boolean includes(RunTable table) {
        return left.containsKey(table.name());
    }

    /// Those among these tables.
    List<RunTable> of(List<RunTable> tables) {
        return tables.stream().filter(this::includes).toList();
    }

    /// Whether the table was loaded in parts.
    public boolean inParts(RunTable table) {
        LeftTable before = left.get(table.name());
        return before != null && before.parts() > 1;
    }

    /// Whether the earlier process has built this index.
    public boolean has(RunTable table, Index index) {
        LeftTable before = left.get(table.name());
        return before != null && before.indexes().contains(index.name());
    }

    /// Whether the earlier process has finished the table, with all of its indexes and constraints.
    public boolean finished(RunTable table) {
        LeftTable before = left.get(table.name());
        return before != null && before.finished();
    }
}
