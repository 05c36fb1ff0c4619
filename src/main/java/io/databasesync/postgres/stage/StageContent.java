package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.RowCounts;
import io.databasesync.postgres.checksum.RowDifferences;
import io.databasesync.postgres.checksum.TableChecksum;
import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads the rows of stages, on the connection that writes them.
public final class StageContent implements TableContent {
    private final Session session;

    StageContent(Session session) {
        this.session = session;
    }

    @Override
    public String where() {
        return "in the stage";
    }

    /// Counts the rows of stage tables.
    @Override
    public List<Long> count(List<RunTable> tables) {
        return RowCounts.of(
                session,
                Reason.VerificationFailed,
                tables.stream()
                        .map(table -> new RowCounts.Rows(
                                table.pair().definition().rowsOf(table.ddl().stage()),
                                "counting table " + table.name() + " in the stage"))
                        .toList());
    }

    /// Computes the digest of a stage table.
    @Override
    public TableDigest checksum(RunTable table) {
        return session.inTransaction(TransactionMode.READ_ONLY, checksumOf(table)::digest);
    }

    @Override
    public NamedRows differences(RunTable table, SourceSnapshot.Reader source) {
        TableChecksum here = TableChecksum.ofSource(table.pair());
        return session.inTransaction(
                TransactionMode.SNAPSHOT,
                t -> new RowDifferences(here, source.transaction(), checksumOf(table), t).find());
    }

    private static TableChecksum checksumOf(RunTable table) {
        return TableChecksum.ofTarget(table.pair(), table.ddl().stage(), "in the stage");
    }

    /// The positions that sequences have to get if the columns with their values are read as well: those of the
    /// stage, and those of other tables of the target.
    public List<SequenceMove> notBehind(List<SequenceMove> moves, List<RunTable> tables) {
        Map<TableName, RunTable> staged = tables.stream().collect(Collectors.toMap(RunTable::name, t -> t));
        return session.inTransaction(TransactionMode.READ_ONLY, t -> {
            Leftovers.limitWaiting(t);
            return UsedValues.notBehind(t, moves, d -> {
                RunTable table = staged.get(d.table());
                return table == null
                        ? "only " + Sql.qualified(d.table())
                        : (table.pair().definition().table().partitioned() ? "" : "only ")
                                + table.ddl().stage();
            });
        });
    }
}
