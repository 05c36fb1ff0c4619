package io.databasesync.postgres.session;

import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The questions of one transaction that wait for its next message. In a round, every part adds to them, and the
/// message goes when all parts wait.
final class OpenQuestions {
    private final Exchange exchange;
    private final List<Question<?>> open = new ArrayList<>();
    private final Map<Question.Key, Question<?>> known = new HashMap<>();
    private @Nullable Round round;
    /// The bug that has cost the connection. It explains all that fails afterwards.
    private volatile @Nullable SyncException broken;

    OpenQuestions(Exchange exchange) {
        this.exchange = exchange;
    }

    /// From now on the questions are those of a round.
    void of(Round reading) {
        round = reading;
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    synchronized void add(Question<?> question) {
        open.add(question);
    }

    synchronized void clear() {
        open.clear();
    }

    /// Adds a question. It is sent, with all that wait, when somebody wants its answer.
    <T extends @Nullable Object> Answer<T> ask(Question<T> question) {
        Question<?> sent = round == null || !question.wantsRows() ? question : once(question);
        if (sent == question) {
            add(question);
        }
        return new Answer<>(() -> answer(question, sent));
    }

    // The snapshot of a round does not change.
    private synchronized Question<?> once(Question<?> question) {
        return known.computeIfAbsent(question.key(), _ -> question);
    }

    private <T extends @Nullable Object> T answer(Question<T> question, Question<?> sent) {
        if (!sent.isAnswered()) {
            if (round == null) {
                send();
            } else {
                round.await(sent);
            }
        }
        SyncException bug = broken;
        if (bug != null) {
            throw bug;
        }
        return exchange.read(question, sent);
    }

    /// Sends the questions, if there are any, and waits for the answers.
    void send() {
        List<Question<?>> message = take();
        if (message.isEmpty()) {
            return;
        }
        try {
            exchange.send(message);
        } catch (SyncException e) {
            failAll(message, e);
            throw e;
        }
    }

    /// Opens the transaction, before messages that do not pass here, and sends what waits.
    void open() {
        if (!exchange.begun() || !isEmpty()) {
            exchange.send(take());
        }
    }

    /// Answers all questions of a round. A failure is that of one question: the others are asked again.
    void answerAll() {
        List<Question<?>> rest = take();
        SyncException bug = broken;
        if (bug != null) {
            failAll(rest, bug);
            return;
        }
        while (!rest.isEmpty()) {
            try {
                exchange.send(rest);
            } catch (SyncException e) {
                if (lost(e) || rest.stream().noneMatch(Question::failed)) {
                    failAll(rest, e);
                } else {
                    exchange.beginAgain();
                }
            } catch (RuntimeException | Error e) { // threads wait for these answers
                bug = SyncException.of(e);
                broken = bug;
                failAll(rest, bug);
            }
            rest = rest.stream().filter(q -> !q.isAnswered()).toList();
        }
    }

    private static boolean lost(SyncException e) {
        String state = e.sqlState().orElse("");
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57P");
    }

    private static void failAll(List<Question<?>> questions, SyncException failure) {
        questions.stream().filter(q -> !q.isAnswered()).forEach(q -> q.fail(failure));
    }

    private synchronized List<Question<?>> take() {
        List<Question<?>> message = List.copyOf(open);
        open.clear();
        return message;
    }
}
