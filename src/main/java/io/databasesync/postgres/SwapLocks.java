package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sql;
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
        for (Duration others = longest.dividedBy(4); ; others = shorter(others.multipliedBy(2), longest)) {
            t.execute("savepoint locks", Reason.PublishFailed, "beginning to lock");
            try {
                Instant first = takeAll(t, wanted, end, others);
                t.execute("release savepoint locks", Reason.PublishFailed, "ending to lock");
                return first;
            } catch (SyncException e) {
                if (e.reason() != Reason.TargetLocked || !Instant.now().isBefore(end)) {
                    throw e;
                }
                t.execute("rollback to savepoint locks", Reason.PublishFailed, "giving locks back");
                missedFirst(wanted);
            }
        }
    }

    private Instant takeAll(Transaction t, List<Wanted> wanted, Instant end, Duration others) {
        Instant first = Instant.now();
        Instant endOfOthers = end;
        for (Wanted w : wanted) {
            take(t, w, endOfOthers);
            if (w.equals(wanted.getFirst())) {
                first = Instant.now();
                endOfOthers = first.plus(others);
            }
        }
        t.execute(limit(endOfOthers), Reason.PublishFailed, "setting lock_timeout"); // of the statements to come
        return first;
    }

    private List<Wanted> wanted(Transaction t, SortedMap<Long, TableName> moving, Collection<ForeignKey> outside) {
        List<Wanted> wanted = new ArrayList<>();
        new Catalog(t).boundViews(moving.keySet()).forEach(view -> wanted.add(Wanted.view(view)));
        others(t, moving, outside.stream().map(ForeignKey::table)).forEach(wanted::add);
        moving.values().forEach(table -> wanted.add(Wanted.table(table)));
        others(t, moving, outside.stream().map(ForeignKey::referenced)).forEach(wanted::add);
        missedFirst(wanted);
        return wanted;
    }

    // The others stay in their order.
    private void missedFirst(List<Wanted> wanted) {
        wanted.sort(Comparator.comparing(w -> !w.name().equals(missed)));
    }

    private static Stream<Wanted> others(
            Transaction t, SortedMap<Long, TableName> moving, Stream<TableName> referringOrReferenced) {
        return referringOrReferenced
                .filter(table -> !moving.containsValue(table))
                .distinct()
                .filter(table -> mayLock(t, table))
                .map(Wanted::table);
    }

    /// Whether our role may lock a table before a statement about a foreign key does so, for which less suffices.
    static boolean mayLock(Transaction transaction, TableName table) {
        String name = Sql.qualified(table);
        return transaction.queryLong(
                        "select count(*) where has_table_privilege(?, 'update, delete, truncate')",
                        Reason.PublishFailed,
                        "looking whether " + table + " may be locked",
                        name)
                > 0;
    }

    private void take(Transaction t, Wanted wanted, Instant end) {
        try {
            t.execute(limit(end) + "; " + wanted.statement(), Reason.PublishFailed, "locking " + wanted.name());
        } catch (SyncException e) {
            missed = wanted.name();
            throw e;
        }
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
