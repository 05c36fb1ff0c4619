package io.databasesync.progress;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableWay;
import io.databasesync.text.Display;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes `info` lines: one when a phase begins, with the duration of the phase before; one whenever further tables
/// are done; and the plan.
public final class LogLines implements ProgressSink {
    private static final Logger LOG = LoggerFactory.getLogger(LogLines.class);

    private final InstantSource clock;
    private @Nullable Phase phase;
    private Instant entered = Instant.MIN;
    private long tablesDone;

    public LogLines(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void report(Progress progress) {
        if (progress.phase() != phase) {
            enter(progress);
        } else if (progress.tables().done() != tablesDone) {
            LOG.info(
                    "phase={} percent={} tables={}/{} rows={}/{} bytes={} bytesPerSecond={}",
                    progress.phase(),
                    progress.percent(),
                    progress.tables().done(),
                    progress.tables().total(),
                    progress.rows().done(),
                    progress.rows().total(),
                    progress.bytes().done(),
                    progress.bytesPerSecond());
        }
        tablesDone = progress.tables().done();
    }

    /// The whole plan, one line for each fact.
    @Override
    public void planned(Plan plan) {
        String hash = plan.shortHash();
        LOG.info(
                "plan={} mode={} tables={} rows={} bytes={} indexes={} expected={} spaceNeeded={} sentence={}",
                hash,
                plan.mode(),
                plan.tables().size(),
                plan.estimatedRows().isPresent() ? plan.estimatedRows().getAsLong() : "unknown",
                plan.totalBytes(),
                plan.totalIndexes(),
                plan.estimate().duration(),
                plan.estimate().space().needed(),
                line(plan.sentence()));
        facts(hash, "reason", plan.modeReasons());
        plan.tables().forEach(table -> planned(hash, table));
        facts(
                hash,
                "excluded",
                plan.excluded().stream().map(TableName::toString).toList());
        facts(hash, "drift", plan.drift());
        facts(hash, "note", plan.notes());
        facts(hash, "warning", plan.warningMessages());
        facts(
                hash,
                "blocker",
                plan.blockers().stream()
                        .map(b -> b.reason() + ": " + b.message())
                        .toList());
    }

    private static void planned(String hash, PlannedTable table) {
        Plan.Size target = table.target();
        LOG.info(
                "plan={} table={} action={} rows={} bytes={} targetRows={} targetBytes={} format={} parts={} indexes={} way={}",
                hash,
                line(table.name().toString()),
                table.action(),
                table.source().rows(),
                table.source().bytes(),
                target == null ? 0 : target.rows(),
                target == null ? 0 : target.bytes(),
                table.format(),
                table.parts(),
                table.indexes(),
                table.way());
        if (table.way() == TableWay.Fill) {
            LOG.info("plan={} table={} filled={}", hash, line(table.name().toString()), line(table.reason()));
        }
    }

    private static void facts(String hash, String kind, List<String> texts) {
        texts.forEach(text -> LOG.info("plan={} {}={}", hash, kind, line(text)));
    }

    // Names may contain any character.
    private static String line(String text) {
        return Display.printable(text).replace('\n', ' ');
    }

    private void enter(Progress progress) {
        Instant now = clock.instant();
        if (phase == null) {
            LOG.info("phase={} percent={}", progress.phase(), progress.percent());
        } else {
            Duration took = Duration.between(entered, now);
            LOG.info("phase={} percent={} after={} took={}", progress.phase(), progress.percent(), phase, took);
        }
        phase = progress.phase();
        entered = now;
    }
}
