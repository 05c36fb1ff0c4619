package io.databasesync.engine.swap;

import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.stage.TableBuild;
import io.databasesync.postgres.stage.TableStatistics;
import io.databasesync.sync.TableName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The statistics of large tables on their way from the source to the stage. Those of other tables are gathered there,
/// which takes no longer. Used by several threads.
final class SourceStatistics {
    /// Bytes of a table from which reading them takes less time than gathering them.
    private static final long WORTH = 64L << 20;
    /// Each is up to half a megabyte of memory.
    private static final int MOST = 16;

    private final boolean possible;
    private final Map<TableName, TableStatistics> read = new ConcurrentHashMap<>();

    SourceStatistics(ServerIdentity source, ServerIdentity target) {
        this.possible = TableStatistics.possible(source, target);
    }

    /// Reads those of a table that is copied, if that is worth it.
    ///
    /// @param rows that were copied
    void read(SourceSnapshot.Reader source, RunTable table, long rows) {
        if (possible && table.pair().source().table().bytes() >= WORTH && read.size() < MOST) {
            TableStatistics.read(source, table, rows).ifPresent(statistics -> read.put(table.name(), statistics));
        }
    }

    /// The same work, with what was read about its table.
    TableBuild with(TableBuild build) {
        return build.last() ? build.with(read.remove(build.table().name())) : build;
    }
}
