package io.databasesync.postgres.definition;

import io.databasesync.sync.TableName;

/// A table of a run, with the DDL that makes it.
public record RunTable(TablePair pair, TableDdl ddl) {
    public TableName name() {
        return pair.name();
    }
}
