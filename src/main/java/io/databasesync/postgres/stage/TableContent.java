package io.databasesync.postgres.stage;

import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.NamedRows;

/// Reads what was loaded, before anybody else sees it.
public interface TableContent {
    /// For messages: `in the stage`.
    String where();

    /// Rows of a table.
    long count(RunTable table);

    /// Rows and content of a table.
    TableDigest checksum(RunTable table);

    /// Rows by which a table differs from its source.
    NamedRows differences(RunTable table, SourceSnapshot.Reader source);
}
