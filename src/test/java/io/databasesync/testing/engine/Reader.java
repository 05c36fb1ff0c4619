package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One of the `Readers`, with a session of its own. It keeps answers that differ from the one before.
final class Reader {
    private final Reading reading;
    private final AtomicBoolean over;
    private final List<String> answers = new ArrayList<>();
    private @Nullable Exception failure;
    private @Nullable Thread thread;
    private int asked;
    private boolean ended;

    /// @param over set when the reader shall ask once more and end
    Reader(Reading reading, AtomicBoolean over) {
        this.reading = reading;
        this.over = over;
    }

    /// Two questions and their answers, `first second`.
    interface Reading {
        String once(Statement statement) throws SQLException, InterruptedException;
    }

    void start(TestDatabase database) {
        thread = Thread.ofVirtual().start(() -> read(database));
    }

    private void read(TestDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            boolean last;
            do {
                last = over.get(); // read before the question: the last answer shows the content after `over` was set
                answered(reading.once(statement));
            } while (!last);
        } catch (SQLException | InterruptedException e) {
            failed(e);
        } finally {
            end();
        }
    }

    private synchronized void answered(String answer) {
        asked++;
        if (answers.isEmpty() || !answers.getLast().equals(answer)) {
            answers.add(answer);
        }
        notifyAll();
    }

    private synchronized void failed(Exception e) {
        failure = e;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// Returns once the reader has this many more answers, or has ended.
    synchronized void awaitMore(int number) {
        int enough = asked + number;
        try {
            while (asked < enough && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The recorded answers, in order.
    synchronized List<String> answers() {
        assertThat(failure).as("readers must not fail").isNull();
        return List.copyOf(answers);
    }

    void join() {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
