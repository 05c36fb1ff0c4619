package io.databasesync.engine.swap;

import io.databasesync.engine.run.Run;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tables that an earlier process of the run has loaded, and that equal the source under this process's snapshot.
/// They are not copied again. All other tables are created anew.
final class KeptTables {
    private static final Logger LOG = LoggerFactory.getLogger(KeptTables.class);

    private final Run run;
    private final StageLoad load;
    private final Map<TableName, Long> equal = new ConcurrentHashMap<>();

    KeptTables(Run run, StageLoad load) {
        this.run = run;
        this.load = load;
    }

    /// Compares the tables of the earlier process by checksum, and creates those anew that are not equal.
    void find() {
        List<RunTable> left = load.stage().left();
        new ParallelWork("compare", run.tablesAtOnce(), FirstFailure.of(run.sessions()))
                .run(left, () -> new Pipe(load.snapshot(), load.stage()), this::compare);
        load.stage()
                .renew(left.stream().filter(t -> !equal.containsKey(t.name())).toList());
    }

    List<VerifiedTable> tables() {
        return equal.entrySet().stream()
                .map(t -> new VerifiedTable(t.getKey(), t.getValue()))
                .sorted(Comparator.comparing(VerifiedTable::name))
                .toList();
    }

    /// The tables that are to be copied.
    List<RunTable> others() {
        return load.stage().filled().stream()
                .filter(t -> !equal.containsKey(t.name()))
                .toList();
    }

    /// Whether a table of the earlier process has rows that are not frozen.
    boolean inParts() {
        return load.stage().left().stream().anyMatch(load.stage().before()::inParts);
    }

    private void compare(Pipe pipe, RunTable table) {
        Instant started = Instant.now();
        run.progress().comparing(table.name());
        OptionalLong rows = rowsIfEqual(pipe, table);
        rows.ifPresentOrElse(
                n -> {
                    equal.put(table.name(), n);
                    run.progress().kept(table.name(), n);
                },
                () -> run.progress().notKept(table.name()));
        LOG.info(
                "phase=Copying table={} kept={} took={}",
                table.name(),
                rows.isPresent(),
                Duration.between(started, Instant.now()));
    }

    // A row that is too long for a checksum can still be copied.
    private OptionalLong rowsIfEqual(Pipe pipe, RunTable table) {
        try {
            return load.check().left(pipe.reader(), pipe.writer().content(), table);
        } catch (SyncException e) {
            if (run.sessions().givenUp() || run.cancellation().requested()) {
                throw e;
            }
            LOG.warn("phase=Copying table={} again={}", table.name(), e.getMessage());
            pipe.reset();
            return OptionalLong.empty();
        }
    }
}
