package io.databasesync.engine.swap;

import io.databasesync.engine.progress.SentBytes;
import io.databasesync.engine.run.CopyFormats;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.run.TargetLink;
import io.databasesync.engine.work.ChangingWork;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.Pause;
import io.databasesync.engine.work.SmallTables;
import io.databasesync.postgres.copy.CopiesTogether;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.PartLoading;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
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
    private final Consumer<List<RunTable>> loadedTables;
    private final CopyFormats formats = new CopyFormats();
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private volatile @Nullable AdaptivePipes adaptive;
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

    /// @param loadedTables gets tables that have all of their rows
    Copying(LeasedRun leased, StageLoad load, Consumer<List<RunTable>> loadedTables) {
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
        List<List<TablePart>> loads = SmallTables.together(parts);
        AdaptivePipes adapting = new AdaptivePipes(
                run.request().parallelism(),
                new ChangingWork<>("copy", failure, loads, this::open, this::copy),
                run.progress()::wireBytes);
        adaptive = adapting;
        adapting.run();
        copied.sort(Comparator.comparing(VerifiedTable::name));
        return List.copyOf(copied);
    }

    /// The number of connections on each side with which the run copied at last.
    int connections() {
        AdaptivePipes used = adaptive;
        return used == null ? 0 : used.count();
    }

    /// Adapts the number of connections; call it about every second.
    void adapt() {
        AdaptivePipes used = adaptive;
        if (used != null) {
            used.adapt(System.nanoTime());
        }
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
            if (writer.loading().stalledFor().compareTo(STALLED) > 0) {
                LOG.warn("phase=Copying no byte moved for {}; giving up the connections", STALLED);
                writer.loading().giveUp();
            }
            writers.put(writer.backendPid(), writer);
        }
        load.stage().failedSessions(writers.keySet()).forEach(pid -> {
            StageConnection writer = writers.get(pid);
            if (writer != null) {
                writer.loading().targetFailed();
            }
        });
    }

    private Pipe open() {
        Pipe pipe = new Pipe(load.snapshot(), load.stage());
        pipes.add(pipe);
        return pipe;
    }

    private void copy(Pipe pipe, List<TablePart> parts) {
        if (SmallTables.small(parts.getFirst())) {
            copyTogether(pipe, parts);
        } else {
            copy(pipe, parts.getFirst(), 1);
        }
    }

    private void copy(Pipe pipe, TablePart part, int firstAttempt) {
        run.progress().copying(part.name());
        long rows = copyRetrying(pipe, part, firstAttempt);
        Loaded table = loaded.get(part.name());
        if (table != null && table.add(rows)) {
            long all = table.rows();
            load.statistics().read(pipe.reader(), part.table(), all);
            done(List.of(part), _ -> all);
            copied.add(load.check().source(pipe.reader(), part.table(), all));
        }
    }

    // If one of the tables fails in a way that another try may mend, each is copied by itself.
    private void copyTogether(Pipe pipe, List<TablePart> parts) {
        SmallCopies copies = new SmallCopies(run, load, formats, parts);
        int before = link.restored();
        Map<TableName, CopiesTogether.Rows> rows;
        try {
            rows = copies.run(pipe);
        } catch (SyncException e) {
            if (!mayTryAgain() || !(TargetLink.broken(e) || CopyFormats.mayBeBinary(e))) {
                throw e;
            }
            LOG.warn("phase=Copying tables={} again={}", parts.size(), e.getMessage());
            copies.takeBack();
            if (TargetLink.broken(e)) {
                reachBoth(before, e);
            }
            pipe.reset();
            parts.forEach(part -> copy(pipe, part, 2));
            return;
        }
        done(parts, name -> Objects.requireNonNull(rows.get(name)).copied());
        copied.addAll(copies.check(pipe, rows));
    }

    private long copyRetrying(Pipe pipe, TablePart part, int firstAttempt) {
        for (int attempt = firstAttempt; ; attempt++) {
            int before = link.restored();
            SentBytes sent = new SentBytes(part.name(), run.progress());
            boolean binary = formats.binary(part.table());
            TableCopy.Way way = new TableCopy.Way(binary, run.cancellation(), sent);
            try {
                pipe.connect();
                PartLoading loading = pipe.writer().loading();
                return attempt == 1
                        ? loading.load(part, pipe.reader(), way)
                        : loading.loadAgain(part, pipe.reader(), way);
            } catch (SyncException e) {
                boolean lost = TargetLink.broken(e) && attempt < TRIES;
                boolean text = formats.refused(part.table(), binary, e);
                if (!mayTryAgain() || !(lost || text)) {
                    throw e;
                }
                LOG.warn("phase=Copying part={} attempt={} again={}", part, attempt, e.getMessage());
                sent.takeBack();
                if (!text) {
                    reachBoth(before, e);
                    Pause.about(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)), run.cancellation());
                }
                pipe.reset();
            }
        }
    }

    // Without its snapshot, no part can be read again.
    private void reachBoth(int before, SyncException lost) {
        load.snapshot().keepAlive();
        link.restore(before, lost);
    }

    private boolean mayTryAgain() {
        return !run.sessions().givenUp() && !run.cancellation().requested();
    }

    private void done(List<TablePart> parts, ToLongFunction<TableName> rows) {
        for (TablePart part : parts) {
            TableName name = part.name();
            run.progress().tableDone(name, rows.applyAsLong(name));
            LOG.info(
                    "phase=Copying table={} rows={} took={}",
                    name,
                    rows.applyAsLong(name),
                    Duration.between(Objects.requireNonNull(loaded.get(name)).started, Instant.now()));
        }
        // the indexes are built while the source counts the rows
        loadedTables.accept(parts.stream().map(TablePart::table).toList());
    }
}
