package io.databasesync.postgres.stage;

import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.NamedRows;
import java.util.List;

/// Reads the loaded rows before they are published.
public interface TableContent {
    /// For messages: `in the stage`.
    String where();

    /// Counts the rows of tables, at least one, in their order.
    List<Long> count(List<RunTable> tables);

    /// Computes the digest of a table.
    TableDigest checksum(RunTable table);

    /// Rows by which a table differs from its source.
    NamedRows differences(RunTable table, SourceSnapshot.Reader source);
}
