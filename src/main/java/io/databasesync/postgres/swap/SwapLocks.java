package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The locks of one swap: all that it needs, taken before a table moves.
///
/// A reader that holds one of these locks may wait for another one that we hold. If we wait for the reader as well,
/// that is a deadlock, and the server ends the session that detects it first, after `deadlock_timeout`. That must not
/// be the reader. So we wait long for the first lock only, while we hold none. All other locks must come within half
/// of `deadlock_timeout`. Otherwise we release everything and begin again with the lock that did not come.
final class SwapLocks {
    private static final String SETTING = "setting lock_timeout";
    // Never 0, which means no limit.
    private static final String LIMIT_TO_END =
            "select set_config('lock_timeout', greatest(1, current_setting('databasesync.locks_end')::bigint - extract(epoch from clock_timestamp()) * 1000)::bigint::text, true)";

    private String missed = "";

    /// A lock to take.
    ///
    /// @param name for the operator
    private record Wanted(String name, String statement) {
        static Wanted table(TableName table) {
            return new Wanted(
                    table.toString(), "lock table only " + Sql.qualified(table) + " in access exclusive mode");
        }

        /// `LOCK TABLE` would also lock everything that the view reads, and refuses materialized views. No view has
        /// this option, so resetting it changes nothing.
        ///
        /// @param name after its kind: `materialized view public.m`
        static Wanted view(String name) {
            String named = name.replaceFirst("view ", "view if exists ");
            return new Wanted(name, "alter " + named + " reset (user_catalog_table)");
        }

        static Wanted sequence(TableName name) {
            return new Wanted("sequence " + name, SequencePositions.takeOver(Sql.qualified(name)));
        }
    }

    /// Takes the locks in the order of most statements: views from the outermost, referring tables, tables that move,
    /// in OID order, referenced tables, sequences.
    ///
    /// @param lockTimeout after it, no new attempt begins
    /// @return when the first lock was granted
    /// @throws SyncException `TargetLocked` if a lock was not granted in time
    Instant take(Transaction t, Duration lockTimeout, LockedObjects objects) {
        Instant end = Instant.now().plus(lockTimeout);
        Duration longest = deadlockTimeout(t).dividedBy(2);
        List<Wanted> wanted = wanted(t, objects);
        missedFirst(wanted);
        Statements locking = t.during("locking the tables", Reason.PublishFailed);
        for (Duration others = longest.dividedBy(4); ; others = shorter(others.multipliedBy(2), longest)) {
            locking.execute("savepoint locks");
            try {
                Instant first = takeAll(t, wanted, end, others);
                locking.execute("release savepoint locks");
                return first;
            } catch (SyncException e) {
                if (e.reason() != Reason.TargetLocked || !Instant.now().isBefore(end)) {
                    throw e;
                }
                locking.execute("rollback to savepoint locks");
                missedFirst(wanted);
            }
        }
    }

    private Instant takeAll(Transaction t, List<Wanted> wanted, Instant end, Duration others) {
        if (wanted.isEmpty()) {
            t.execute(limit(end), Reason.PublishFailed, SETTING);
            return Instant.now();
        }
        take(t, wanted.getFirst(), end);
        Instant first = Instant.now();
        takeOthers(t, wanted.subList(1, wanted.size()), others);
        return first;
    }

    private void take(Transaction t, Wanted wanted, Instant end) {
        try {
            t.execute(limit(end) + "; " + wanted.statement(), Reason.PublishFailed, "locking table " + wanted.name());
        } catch (SyncException e) {
            missed = wanted.name();
            throw e;
        }
    }

    /// Sends all in one message, because readers may wait for the first lock already. The server calculates the time
    /// left for each lock, and at the end for the statements that follow.
    private void takeOthers(Transaction t, List<Wanted> others, Duration within) {
        String end =
                "select set_config('databasesync.locks_end', (extract(epoch from clock_timestamp()) * 1000 + %d)::bigint::text, true)"
                        .formatted(within.toMillis());
        Batch batch = new Batch().add(end, SETTING);
        for (Wanted other : others) {
            batch.add(LIMIT_TO_END, SETTING).add(other.statement(), "locking table " + other.name());
        }
        batch.add(LIMIT_TO_END, SETTING);
        try {
            t.execute(batch, Reason.PublishFailed);
        } catch (SyncException e) {
            int failed = (batch.done() - 1) / 2;
            missed = failed < others.size() ? others.get(failed).name() : "";
            throw e;
        }
    }

    private static List<Wanted> wanted(Transaction t, LockedObjects objects) {
        List<Wanted> wanted = new ArrayList<>();
        Catalog catalog = new Catalog(t);
        SortedMap<Long, TableName> tables = objects.tables();
        Set<Long> read = new TreeSet<>(tables.keySet());
        read.addAll(objects.views());
        catalog.objects().boundViews(read).forEach(view -> wanted.add(Wanted.view(view)));
        others(catalog, tables, objects.outside().stream().map(ForeignKey::table))
                .forEach(wanted::add);
        tables.values().forEach(table -> wanted.add(Wanted.table(table)));
        others(catalog, tables, objects.outside().stream().map(ForeignKey::referenced))
                .forEach(wanted::add);
        objects.sequences().stream().sorted().map(Wanted::sequence).forEach(wanted::add);
        return wanted;
    }

    // The others keep their order.
    private void missedFirst(List<Wanted> wanted) {
        wanted.sort(Comparator.comparing(w -> !w.name().equals(missed)));
    }

    private static Stream<Wanted> others(
            Catalog catalog, SortedMap<Long, TableName> moving, Stream<TableName> referringOrReferenced) {
        return referringOrReferenced
                .filter(table -> !moving.containsValue(table))
                .distinct()
                .filter(table -> catalog.mayLock(table))
                .map(Wanted::table);
    }

    // Never 0, which means no limit.
    private static String limit(Instant end) {
        long left = Duration.between(Instant.now(), end).toMillis();
        return "set local lock_timeout = " + Math.max(left, 1);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration deadlockTimeout(Transaction t) {
        return Duration.ofMillis(t.queryLong(
                "select setting::bigint from pg_settings where name = 'deadlock_timeout'",
                Reason.PublishFailed,
                "reading deadlock_timeout"));
    }
}
