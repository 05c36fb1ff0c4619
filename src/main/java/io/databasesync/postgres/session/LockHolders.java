package io.databasesync.postgres.session;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The transactions for which a run waited, so that a person can end them.
///
/// It looks after the run has given up a lock: the holder of a lock that did not come in time holds it still, or has
/// ended since, and then nobody has to end it.
public final class LockHolders {
    private static final int SHOWN = 3;
    private static final String LOOKING = "looking for the holders of locks";
    private static final Pattern KIND = Pattern.compile("^(?:materialized view|view|table|sequence) ");

    private final List<OpenTransaction> found;

    private LockHolders(List<OpenTransaction> found) {
        this.found = List.copyOf(found);
    }

    /// Names who holds a lock that the run did not get on the target.
    ///
    /// @param session has no open transaction
    /// @return the failure itself if the holder is not known
    public static SyncException named(SyncException failure, Session session, String applicationName) {
        String relation = KIND.matcher(failure.object()).replaceFirst("");
        return explained(failure, Side.Target, session, new Wanted(List.of(relation), false, applicationName));
    }

    /// Names who holds a lock that keeps even readers of the source from one of these relations.
    public static SyncException namedOnSource(
            SyncException failure, Session session, Collection<String> relations, String applicationName) {
        return explained(failure, Side.Source, session, new Wanted(relations, true, applicationName));
    }

    /// These sessions.
    public static LockHolders sessions(Transaction t, Collection<Integer> pids) {
        return new LockHolders(transactions(t, pids, List.of()));
    }

    /// @param exclusive only locks that end all reading matter
    /// @param own what our sessions are called
    private record Wanted(Collection<String> relations, boolean exclusive, String own) {}

    /// @param gid of a prepared transaction; otherwise empty
    private record Holder(int pid, String gid) {}

    private static SyncException explained(SyncException failure, Side side, Session session, Wanted wanted) {
        LockHolders holders;
        try {
            holders = session.inTransaction(TransactionMode.READ_ONLY, t -> find(t, wanted));
        } catch (SyncException unknown) {
            failure.addSuppressed(unknown);
            return failure;
        }
        return holders.found.isEmpty()
                ? failure
                : failure.explained("; the lock is held by " + holders.description())
                        .mendedBy(holders.fix(side));
    }

    private static LockHolders find(Transaction t, Wanted wanted) {
        SqlArray names = SqlArray.texts(wanted.relations());
        List<Holder> holders = t.query(
                SqlResource.load("list_lock_holders"),
                row -> new Holder(row.getInt(1), Objects.requireNonNullElse(row.getString(2), "")),
                Reason.ConnectionLost,
                LOOKING,
                names,
                names,
                wanted.exclusive(),
                wanted.own());
        return new LockHolders(transactions(
                t,
                holders.stream().map(Holder::pid).toList(),
                holders.stream().map(Holder::gid).toList()));
    }

    private static List<OpenTransaction> transactions(
            Transaction t, Collection<Integer> pids, Collection<String> gids) {
        return t.query(
                SqlResource.load("list_transactions"),
                OpenTransaction::of,
                Reason.ConnectionLost,
                LOOKING,
                SqlArray.numbers(pids),
                SqlArray.texts(gids));
    }

    /// The oldest of them, for people.
    public String description() {
        int others = found.size() - SHOWN;
        return found.stream().limit(SHOWN).map(OpenTransaction::description).collect(Collectors.joining("; by "))
                + (others > 0 ? "; and by %d more".formatted(others) : "");
    }

    /// The statements that end them.
    public Fix fix(Side side) {
        boolean prevents = found.stream().anyMatch(OpenTransaction::wraparound);
        String[] ends = found.stream()
                .filter(t -> !t.wraparound())
                .limit(SHOWN)
                .map(OpenTransaction::end)
                .toArray(String[]::new);
        return Fix.runOn(side, ends).or(prevents ? "sync again once autovacuum has ended" : "sync again later");
    }
}
