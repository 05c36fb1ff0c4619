package io.databasesync.engine.inplace;

import io.databasesync.engine.progress.SentBytes;
import io.databasesync.engine.run.ContentCheck;
import io.databasesync.engine.run.CopyFormats;
import io.databasesync.engine.run.Run;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.InPlaceTarget;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills tables one after the other, over the one session of the run's transaction.
final class InPlaceCopying {
    private static final Logger LOG = LoggerFactory.getLogger(InPlaceCopying.class);

    private final Run run;
    private final SourceSnapshot snapshot;
    private final InPlaceTarget target;
    private final ContentCheck check;
    private final CopyFormats formats;

    InPlaceCopying(Run run, SourceSnapshot snapshot, InPlaceTarget target, ContentCheck check, CopyFormats formats) {
        this.run = run;
        this.snapshot = snapshot;
        this.target = target;
        this.check = check;
        this.formats = formats;
    }

    /// Copies every table and counts it on the source.
    ///
    /// @param tables in the order to copy them
    /// @return rows in the source's snapshot; the target has confirmed as many. Empty if a server refused the
    /// binary format for a table: then the transaction is aborted and must begin again, with text for that table
    /// @throws SyncException `CopyFailed`, or `VerificationFailed` if the target confirmed another number
    Optional<List<VerifiedTable>> run(List<RunTable> tables) {
        List<VerifiedTable> copied = new ArrayList<>();
        try (SourceSnapshot.Reader reader = snapshot.openReader()) {
            for (RunTable table : tables) {
                boolean binary = formats.binary(table);
                try {
                    copied.add(copy(reader, table, binary));
                } catch (SyncException e) {
                    if (run.cancellation().requested() || !formats.refused(table, binary, e)) {
                        throw e;
                    }
                    LOG.warn(
                            "phase=Copying table={} all tables again, this one as text: {}",
                            table.name(),
                            e.getMessage());
                    return Optional.empty();
                }
            }
        }
        return Optional.of(copied);
    }

    private VerifiedTable copy(SourceSnapshot.Reader reader, RunTable table, boolean binary) {
        Instant started = Instant.now();
        TableName name = table.name();
        run.progress().copying(name);
        SentBytes sent = new SentBytes(name, run.progress());
        TableCopy.Way way = new TableCopy.Way(binary, run.cancellation(), sent);
        long rows = 0;
        for (CopyEnds ends : CopyEnds.inPlace(table.pair())) {
            rows += target.copy(table, ends, reader, way);
        }
        run.progress().tableDone(name, rows);
        LOG.info("phase=Copying table={} rows={} took={}", name, rows, Duration.between(started, Instant.now()));
        return check.source(reader, table, rows);
    }
}
