package io.databasesync.postgres.swap;

import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The transaction that publishes a swap or its reverse. All that it says is written before. Then one message
/// takes the locks, proves that nothing has changed meanwhile, moves everything, and commits: while readers wait,
/// nothing crosses the network. Only tables that are filled, and event triggers whose effects are checked, need
/// more messages.
///
/// The first try is short: it succeeds if readers pause or read in one order. A crowd of readers needs `Guards`; slow
/// readers, who follow each other without a gap, need a try that makes others wait for longer.
final class SwapTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(SwapTransaction.class);
    private static final String LOCKED = "locked ";
    /// How often it prepares again because the target has changed.
    private static final int TRIES = 5;
    private static final Duration FIRST_TRY = Duration.ofSeconds(1);

    private final TargetDatabase target;
    private final Lease lease;
    private final Fills fills;
    private final Map<String, String> previous;
    private final Optional<TableWrites> writes;
    private int tried;

    /// @param fills tables that stay and get other rows
    /// @param previous schemas that keep what is replaced, by schema
    /// @param writes what others wrote to the tables since the start of the run, if somebody wants to know
    SwapTransaction(
            TargetDatabase target,
            Lease lease,
            Fills fills,
            Map<String, String> previous,
            Optional<TableWrites> writes) {
        this.target = target;
        this.lease = lease;
        this.fills = fills;
        this.previous = previous;
        this.writes = writes;
    }

    /// Tries once to get the locks and publish. Readers see all of it or nothing.
    ///
    /// @return statements for `AfterCommit.validate`
    List<String> run(SwapPlan plan, Duration lockTimeout) {
        tried++;
        for (int tries = 1; ; tries++) {
            Prepared prepared =
                    prepare(plan, tried == 1 && lockTimeout.compareTo(FIRST_TRY) > 0 ? FIRST_TRY : lockTimeout);
            SwapLocks locks = prepared.scripts().locks();
            try (Guards guards = guarded() ? Guards.open(target, locks) : Guards.none()) {
                publish(prepared, guards);
                return prepared.scripts().validations();
            } catch (SyncException e) {
                if (TableWrites.refused(e)) {
                    refuse();
                }
                if (!Fingerprint.changed(e) || tries == TRIES) {
                    throw lease.named(e);
                }
            }
        }
    }

    private boolean guarded() {
        return tried == 2 || tried == 3 || tried == 5;
    }

    // Questions that do not depend on each other travel together.
    private Prepared prepare(SwapPlan plan, Duration lockTimeout) {
        return Round.over(
                List.of(target.control()),
                () -> target.control()
                        .inTransaction(
                                TransactionMode.READ_ONLY,
                                t -> new Prepared(
                                        plan,
                                        plan.prepare(t),
                                        fills() ? new Script() : plan.record(t, Map.of()),
                                        lockTimeout)));
    }

    private record Prepared(SwapPlan plan, SwapScripts scripts, Script record, Duration lockTimeout) {}

    private boolean fills() {
        return !fills.isEmpty();
    }

    private void publish(Prepared prepared, Guards guards) {
        SwapScripts scripts = prepared.scripts();
        Script last = target.publishing(t -> {
            if (!scripts.room().isEmpty()) {
                t.execute(limiting(prepared.lockTimeout()));
                ArrayTypes.makeRoom(t, scripts.room(), prepared.plan().leaving());
            }
            guards.start(t);
            Script locking = locking(prepared, guards);
            Script committing = fills() ? fill(t, prepared, locking) : move(t, prepared, locking);
            t.commit(committing);
            return committing;
        });
        log(last);
        writes.flatMap(TableWrites::warning).ifPresent(this::warn);
    }

    // The row is a copy of what the outcome says.
    private void warn(String warning) {
        target.control().write(t -> History.warn(t, lease.runId(), warning));
    }

    private Script move(Transaction t, Prepared prepared, Script locking) {
        SwapScripts scripts = prepared.scripts();
        Script all = limiting(prepared.lockTimeout())
                .addAll(recording(prepared.record()))
                .addAll(locking)
                .addAll(scripts.moving())
                .addAll(scripts.ending())
                .addAll(asking());
        if (!prepared.plan().checked()) {
            return all;
        }
        t.execute(all);
        read(all);
        prepared.plan().check(t, scripts);
        return asking();
    }

    private Script fill(Transaction t, Prepared prepared, Script locking) {
        SwapScripts scripts = prepared.scripts();
        t.execute(locking);
        read(locking);
        Filling filling = Filling.locked(t, fills.tables(), target.identity());
        t.execute(scripts.moving());
        Map<TableName, Long> copied = refill(t, filling, prepared.plan().origins());
        t.execute(scripts.ending());
        if (prepared.plan().checked()) {
            prepared.plan().check(t, scripts);
        }
        return limiting(prepared.lockTimeout())
                .addAll(recording(prepared.plan().record(t, copied)))
                .addAll(asking());
    }

    /// Keeps the rows of the tables, empties them, and fills them. Event triggers are off before and after, and
    /// on while the tables get rows: their own triggers follow the same setting.
    ///
    /// @return rows that are kept, by table
    private Map<TableName, Long> refill(Transaction t, Filling filling, Map<TableName, Origin> origins) {
        Map<TableName, Long> copied = filling.keep(previous, fills.unlogged());
        t.execute(EventTriggerSwitch.ON, Reason.PublishFailed, "switching event triggers on");
        filling.empty();
        try (Session reading = target.sessions().open(target.endpoint())) {
            filling.fill(origins, reading);
        }
        return copied;
    }

    private static Script limiting(Duration lockTimeout) {
        return new Script()
                .add(
                        "set local lock_timeout = " + lockTimeout.toMillis(),
                        Reason.PublishFailed,
                        "setting lock_timeout");
    }

    // It locks the row: nobody takes the lease before this commits.
    private Script recording(Script record) {
        return new Script()
                .add(lease.proof(), Reason.ConnectionLost, "proving the target's lease")
                .addAll(record);
    }

    private Script locking(Prepared prepared, Guards guards) {
        SwapScripts scripts = prepared.scripts();
        Script locking = new Script()
                .add(
                        guards.locking(scripts.locks(), prepared.lockTimeout(), tried == 1),
                        Reason.PublishFailed,
                        "locking the tables")
                .addAll(scripts.proof());
        writes.ifPresent(
                w -> locking.addAll(w.question(), Reason.ConnectionLost, "reading the counters of the tables"));
        return locking;
    }

    private static Script asking() {
        return new Script()
                .add(
                        "select '" + LOCKED + "' || current_setting('databasesync.locked_since')",
                        Reason.PublishFailed,
                        "reading the time of the locks");
    }

    private void read(Script script) {
        writes.ifPresent(w -> w.read(script.answers()));
    }

    private void refuse() {
        target.control().inTransaction(TransactionMode.READ_ONLY, t -> {
            writes.ifPresent(w -> w.check(t));
            return t;
        });
    }

    private void log(Script last) {
        read(last);
        long millis = Math.round((seconds(last, Transaction.COMMITTED) - seconds(last, LOCKED)) * 1000);
        LOG.info("phase=Publishing filled={} locked={}", fills.names().size(), Duration.ofMillis(millis));
    }

    private static double seconds(Script script, String word) {
        return script.answers().stream()
                .filter(answer -> answer.startsWith(word))
                .mapToDouble(answer -> Double.parseDouble(answer.substring(word.length())))
                .findFirst()
                .orElse(0);
    }
}
