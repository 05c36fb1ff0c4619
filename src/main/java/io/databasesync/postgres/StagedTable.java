package io.databasesync.postgres;

import io.databasesync.postgres.catalog.StageDdl;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.TableName;

/// A table of a run, with the DDL that makes it.
public record StagedTable(TablePair pair, StageDdl ddl) {
    public TableName name() {
        return pair.name();
    }
}
