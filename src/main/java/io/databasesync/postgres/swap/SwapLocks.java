package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/// The locks of one swap: all that it is going to need, taken before anything moves.
///
/// A reader that holds one of them may wait for another that we hold. Once we wait for it as well, the server ends
/// who finds that out first, after waiting for `deadlock_timeout`: that must not be the reader. So we are patient with
/// the first lock only, when we hold none. All others have to come within half of that time; else everything is given
/// back, and we begin anew with the lock that did not come.
final class SwapLocks {
    private static final String SETTING = "setting lock_timeout";
    // Never 0, which is for ever.
    private static final String LIMIT_TO_END =
            "select set_config('lock_timeout', greatest(1, current_setting('databasesync.locks_end')::bigint - extract(epoch from clock_timestamp()) * 1000)::bigint::text, true)";

    private String missed = "";

    /// One that is wanted.
    ///
    /// @param name for people
    private record Wanted(String name, String statement) {
        static Wanted table(TableName table) {
            return new Wanted(
                    table.toString(), "lock table only " + Sql.qualified(table) + " in access exclusive mode");
        }

        /// `LOCK TABLE` would lock everything that the view reads as well. No view has this option to lose.
        static Wanted view(String name) {
            return new Wanted("view " + name, "alter view if exists " + name + " reset (user_catalog_table)");
        }
    }

    /// Takes them in the order in which most statements do: views from the outermost, tables that refer, tables
    /// that move, in OID order, tables that are referred to.
    ///
    /// @param lockTimeout once that is over, it does not begin anew
    /// @param moving tables by OID
    /// @param outside foreign keys between them and tables that stay, which are dropped
    /// @return when the first was given
    /// @throws SyncException `TargetLocked` if one was not given in time
    Instant take(
            Transaction t, Duration lockTimeout, SortedMap<Long, TableName> moving, Collection<ForeignKey> outside) {
        Instant end = Instant.now().plus(lockTimeout);
        Duration longest = deadlockTimeout(t).dividedBy(2);
        List<Wanted> wanted = wanted(t, moving, outside);
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
            t.execute(limit(end) + "; " + wanted.statement(), Reason.PublishFailed, "locking " + wanted.name());
        } catch (SyncException e) {
            missed = wanted.name();
            throw e;
        }
    }

    /// All in one message, for somebody may wait for the first already. The server reckons how much is left to each,
    /// and at the end to the statements to come.
    private void takeOthers(Transaction t, List<Wanted> others, Duration within) {
        String end =
                "select set_config('databasesync.locks_end', (extract(epoch from clock_timestamp()) * 1000 + %d)::bigint::text, true)"
                        .formatted(within.toMillis());
        Batch batch = new Batch().add(end, SETTING);
        for (Wanted other : others) {
            batch.add(LIMIT_TO_END, SETTING).add(other.statement(), "locking " + other.name());
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

    private List<Wanted> wanted(Transaction t, SortedMap<Long, TableName> moving, Collection<ForeignKey> outside) {
        List<Wanted> wanted = new ArrayList<>();
        Catalog catalog = new Catalog(t);
        catalog.boundViews(moving.keySet()).forEach(view -> wanted.add(Wanted.view(view)));
        others(catalog, moving, outside.stream().map(ForeignKey::table)).forEach(wanted::add);
        moving.values().forEach(table -> wanted.add(Wanted.table(table)));
        others(catalog, moving, outside.stream().map(ForeignKey::referenced)).forEach(wanted::add);
        missedFirst(wanted);
        return wanted;
    }

    // The others stay in their order.
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

    // Never 0, which is for ever.
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
