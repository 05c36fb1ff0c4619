package io.databasesync.engine.swap;

import io.databasesync.engine.progress.SentBytes;
import io.databasesync.engine.run.CopyFormats;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.run.TargetLink;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.engine.work.Pause;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.StageConnection;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills the stage over several pipes, in the order of the parts.
///
/// If a connection is lost, the part is copied again under the same snapshot. If a server refuses the binary format,
/// the part is copied again as text. Nothing is visible yet.
public final class Copying {
    private static final Logger LOG = LoggerFactory.getLogger(Copying.class);
    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    /// A connection that moves no byte for so long is dead, even if its sockets are open.
    private static final Duration STALLED = Duration.ofMinutes(5);

    private final Run run;
    private final TargetLink link;
    private final StageLoad load;
    private final Consumer<RunTable> loadedTables;
    private final CopyFormats formats = new CopyFormats();
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private final Map<TableName, Loaded> loaded = new HashMap<>();
    private final List<VerifiedTable> copied = Collections.synchronizedList(new ArrayList<>());

    /// The parts and rows of a table that are loaded.
    private static final class Loaded {
        private final Instant started = Instant.now();
        private int partsLeft;
        private long rows;

        Loaded(int parts) {
            partsLeft = parts;
        }

        /// @return whether that was the last part
        synchronized boolean add(long partRows) {
            rows += partRows;
            partsLeft--;
            return partsLeft == 0;
        }

        synchronized long rows() {
            return rows;
        }
    }

    /// @param loadedTables gets each table that has all of its rows
    Copying(LeasedRun leased, StageLoad load, Consumer<RunTable> loadedTables) {
        this.run = leased.run();
        this.link = leased.link();
        this.load = load;
        this.loadedTables = loadedTables;
    }

    /// Copies every part, and counts each table on the source while the snapshot is there.
    ///
    /// @param parts of whole tables, in the order to copy them
    /// @return rows in the source's snapshot; the target has confirmed as many
    /// @throws SyncException `CopyFailed`, or `VerificationFailed` if the target confirmed another number
    List<VerifiedTable> run(List<TablePart> parts, FirstFailure failure) {
        parts.forEach(p -> loaded.computeIfAbsent(p.name(), _ -> new Loaded(p.of())));
        new ParallelWork("copy", run.tablesAtOnce(), failure).run(parts, this::open, this::copy);
        copied.sort(Comparator.comparing(VerifiedTable::name));
        return List.copyOf(copied);
    }

    /// Finds copies that have ended without their writer's knowledge; call it about every second. The driver does not
    /// read while it writes, so it would notice an error of the target only after the last row.
    void observe() {
        Map<Integer, StageConnection> writers = new HashMap<>();
        for (Pipe pipe : pipes) {
            StageConnection writer = pipe.openWriter();
            if (writer == null) {
                continue;
            }
            if (writer.stalledFor().compareTo(STALLED) > 0) {
                LOG.warn("phase=Copying no byte moved for {}; giving up the connections", STALLED);
                writer.giveUp();
            }
            writers.put(writer.backendPid(), writer);
        }
        load.stage().failedSessions(writers.keySet()).forEach(pid -> {
            StageConnection writer = writers.get(pid);
            if (writer != null) {
                writer.targetFailed();
            }
        });
    }

    private Pipe open() {
        Pipe pipe = new Pipe(load.snapshot(), load.stage());
        pipes.add(pipe);
        return pipe;
    }

    private void copy(Pipe pipe, TablePart part) {
        run.progress().copying(part.name());
        long rows = copyRetrying(pipe, part);
        Loaded table = loaded.get(part.name());
        if (table != null && table.add(rows)) {
            check(pipe, part.table(), table);
        }
    }

    private long copyRetrying(Pipe pipe, TablePart part) {
        for (int attempt = 1; ; attempt++) {
            int before = link.restored();
            SentBytes sent = new SentBytes(part.name(), run.progress());
            boolean binary = formats.binary(part.table());
            try {
                return pipe.writer().copy(part, pipe.reader(), new TableCopy.Way(binary, run.cancellation(), sent));
            } catch (SyncException e) {
                boolean lost = TargetLink.broken(e) && attempt < TRIES;
                boolean text = formats.refused(part.table(), binary, e);
                if (run.sessions().givenUp() || run.cancellation().requested() || !(lost || text)) {
                    throw e;
                }
                LOG.warn("phase=Copying part={} attempt={} again={}", part, attempt, e.getMessage());
                sent.takeBack();
                if (!text) {
                    load.snapshot().keepAlive(); // without it, no part can be read again
                    link.restore(before, e);
                    Pause.about(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)), run.cancellation());
                }
                pipe.reset();
            }
        }
    }

    private void check(Pipe pipe, RunTable staged, Loaded table) {
        TableName name = staged.name();
        run.progress().tableDone(name, table.rows());
        LOG.info(
                "phase=Copying table={} rows={} took={}",
                name,
                table.rows(),
                Duration.between(table.started, Instant.now()));
        loadedTables.accept(staged); // its indexes are built while the source counts it
        copied.add(load.check().source(pipe.reader(), staged, table.rows()));
    }
}
