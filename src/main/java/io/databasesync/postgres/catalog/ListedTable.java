package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.List;

/// A table that could be selected.
///
/// @param ancestors OIDs of the partitioned tables whose partition it is
public record ListedTable(long oid, TableName name, List<Long> ancestors) {}
