package io.databasesync.postgres.session;

import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Parts of work that read the same databases side by side. When every part waits for an answer, the questions of all
/// of them are sent: one message to each database, at the same time. So the number of round trips is that of the
/// longest chain of questions, not the number of questions. A question that was answered before is not sent again: all
/// parts read one snapshot of each database.
///
/// A part is an ordinary method that reads and waits. It runs in a thread of its own.
public final class Round {
    private static final ScopedValue<Round> CURRENT = ScopedValue.newInstance();

    private final Map<Session, Transaction> transactions = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    /// Parts that compute, and so may ask more.
    private int active = 1;
    private int waiting;

    private Round() {}

    /// Does work that reads some databases. Inside it, `together` has parts done side by side.
    public static <T extends @Nullable Object> T over(Collection<Session> sessions, Supplier<T> work) {
        return over(sessions, work, Round::end);
    }

    /// The same, but the transactions end with the next message to each database: a second later at the latest.
    public static <T extends @Nullable Object> T leaving(Collection<Session> sessions, Supplier<T> work) {
        return over(sessions, work, Round::leave);
    }

    private static <T extends @Nullable Object> T over(
            Collection<Session> sessions, Supplier<T> work, Consumer<Round> end) {
        if (CURRENT.isBound()) {
            return work.get();
        }
        Round round = new Round();
        try {
            sessions.forEach(s -> round.transactions.put(s, s.begin(TransactionMode.SNAPSHOT, round)));
            T result = ScopedValue.where(CURRENT, round).call(work::get);
            end.accept(round);
            return result;
        } finally {
            round.transactions.values().forEach(Transaction::close);
        }
    }

    /// Does parts side by side, or one after the other outside of `over`.
    ///
    /// @return the results in the order of the parts
    /// @throws SyncException the failure of the first part that failed
    public static <T extends @Nullable Object> List<T> together(List<Supplier<T>> parts) {
        if (!CURRENT.isBound() || parts.size() < 2) {
            return parts.stream().map(Supplier::get).toList();
        }
        return CURRENT.get().run(parts);
    }

    /// Does the same for each value.
    public static <V, T extends @Nullable Object> List<T> each(Collection<? extends V> values, Function<V, T> part) {
        return together(values.stream()
                .<Supplier<T>>map(value -> () -> part.apply(value))
                .toList());
    }

    /// The values for which a condition holds, which is read for all of them side by side.
    public static <V> List<V> filter(Collection<V> values, Predicate<V> condition) {
        List<V> all = List.copyOf(values);
        List<Boolean> holds = each(all, condition::test);
        return IntStream.range(0, all.size())
                .filter(holds::get)
                .mapToObj(all::get)
                .toList();
    }

    /// Asks questions that will be asked one after the other. Their answers, and their failures, are known then.
    public static void ahead(List<Supplier<?>> questions) {
        if (CURRENT.isBound()) {
            each(questions, Round::attempt);
        }
    }

    private static boolean attempt(Supplier<?> question) {
        try {
            return question.get() != null;
        } catch (RuntimeException _) { // it is thrown again where the answer is wanted
            return false;
        }
    }

    /// The open transaction of the round that reads over a session, if the calling thread is part of one.
    static @Nullable Transaction transaction(Session session) {
        return CURRENT.isBound() ? CURRENT.get().transactions.get(session) : null;
    }

    /// Waits for an answer.
    void await(Question<?> question) {
        lock.lock();
        try {
            waiting++;
            active--;
            askIfAllWait();
            while (!question.isAnswered()) {
                answered.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// One part of several.
    private static final class Part<T extends @Nullable Object> {
        private @Nullable T result;
        private @Nullable Throwable failure;
        private boolean done;

        void run(Supplier<T> work) {
            try {
                result = work.get();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        @SuppressWarnings("NullAway") // a part that has not failed has its result, which may be null if T may
        T result() {
            return switch (failure) {
                case null -> result;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            };
        }
    }

    private <T extends @Nullable Object> List<T> run(List<Supplier<T>> works) {
        List<Part<T>> parts = new ArrayList<>();
        works.forEach(_ -> parts.add(new Part<>()));
        lock.lock();
        try {
            active += works.size() - 1; // the caller waits for them
            for (int i = 0; i < works.size(); i++) {
                Part<T> part = parts.get(i);
                Supplier<T> work = works.get(i);
                SideBySide.start("reading", () -> {
                    ScopedValue.where(CURRENT, this).run(() -> part.run(work));
                    end(part, parts);
                });
            }
            while (parts.stream().anyMatch(p -> !p.done)) {
                answered.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        return parts.stream().map(Part::result).toList();
    }

    // The last part hands its place to the caller.
    private <T extends @Nullable Object> void end(Part<T> part, List<Part<T>> parts) {
        lock.lock();
        try {
            part.done = true;
            if (parts.stream().allMatch(p -> p.done)) {
                answered.signalAll();
            } else {
                active--;
                askIfAllWait();
            }
        } finally {
            lock.unlock();
        }
    }

    private void askIfAllWait() {
        if (active == 0 && waiting > 0) {
            SideBySide.run(transactions.values().stream()
                    .map(Transaction::questions)
                    .filter(open -> !open.isEmpty())
                    .<Runnable>map(open -> open::answerAll)
                    .toList());
            active = waiting;
            waiting = 0;
            answered.signalAll();
        }
    }

    private void end() {
        SideBySide.run(
                transactions.values().stream().<Runnable>map(t -> t::commit).toList());
    }

    private void leave() {
        transactions.forEach((session, transaction) -> {
            if (transaction.leave()) {
                session.endsLater();
            }
        });
    }
}
