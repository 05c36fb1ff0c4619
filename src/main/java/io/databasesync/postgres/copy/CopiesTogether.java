package io.databasesync.postgres.copy;

import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.PostgresFailure;
import io.databasesync.postgres.session.ServerMessages;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Copies several small tables, with one message to each server and one wait for its answers, however many tables
/// there are. One thread passes the rows on as they come.
///
/// The target reads rows before it has answered the statement that asks for them. If one `COPY` fails, the server
/// skips all that follow, and the rows that are on their way.
///
/// Neither side is committed. After a failure both connections are lost.
///
/// @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT">Multiple
/// statements in a simple query</a>
public final class CopiesTogether implements RunningCopy {
    private final List<Item> items;
    private final Cancellation cancellation;
    private final Transaction reading;
    private volatile long movedAtNanos = System.nanoTime();
    private volatile boolean ending;
    /// Answers of the target that come before those of the first table.
    private int before;

    /// One table.
    ///
    /// @param part a whole table
    /// @param binary whether to use the binary format
    /// @param counted whether the source counts the table too
    /// @param listener receives the progress
    public record Item(TablePart part, boolean binary, boolean counted, CopyListener listener) {
        TableName name() {
            return part.name();
        }

        private boolean empty() {
            return part.table().pair().rowless();
        }

        private String format() {
            return binary ? "binary" : "text";
        }

        private Stream<String> out() {
            return Stream.concat(
                    empty() ? Stream.empty() : Stream.of(CopyEnds.ofPart(part).out(format())),
                    counted ? Stream.of(part.table().pair().rows().count()) : Stream.empty());
        }

        private Stream<String> in() {
            return empty()
                    ? Stream.empty()
                    : Stream.of(
                            "truncate only " + part.table().ddl().stage(),
                            CopyEnds.ofPart(part).in(format()));
        }
    }

    /// The rows of one table.
    ///
    /// @param copied rows that the target confirmed
    /// @param counted rows that the source counted; 0 if it was not asked
    public record Rows(TablePart part, long copied, long counted) {}

    /// Prepares copies.
    ///
    /// @param source the transaction that reads
    public CopiesTogether(List<Item> items, Transaction source, Cancellation cancellation) {
        this.items = items;
        this.reading = source;
        this.cancellation = cancellation;
    }

    @Override
    public void targetFailed() {
        // The target reads on after an error, and this thread finds the error at the end.
    }

    @Override
    public Duration stalledFor() {
        return ending ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - movedAtNanos);
    }

    @Override
    public void giveUp() {
        reading.abort();
    }

    /// Copies all rows of all tables.
    ///
    /// @throws io.databasesync.sync.SyncException `CopyFailed`, with the table, the server's message and SQLSTATE
    public List<Rows> run(Transaction target) {
        cancellation.check();
        try {
            List<Long> counted = send(reading.messages(), target.messages());
            ending = true;
            return confirmed(target.messages(), counted);
        } catch (RuntimeException | Error e) { // answers are left unread on both sides
            reading.abort();
            target.abort();
            throw e;
        }
    }

    private List<Long> send(ServerMessages source, ServerMessages target) {
        String doing = "copying tables";
        List<Long> counted = new ArrayList<>();
        try {
            source.drop(ask(source, items.stream().flatMap(Item::out).toList()));
            before = ask(target, in());
            for (Item item : items) {
                doing = "copying table " + item.name();
                if (!item.empty()) {
                    pass(item, source, target);
                }
                counted.add(item.counted() ? source.number() : 0L);
            }
            end(source, items.stream().anyMatch(i -> i.counted() || !i.empty()));
            target.flush();
            return counted;
        } catch (SQLException e) {
            throw failure(e, doing);
        }
    }

    // The target's own code runs as an application of it would run it.
    private List<String> in() {
        List<String> copies = items.stream().flatMap(Item::in).toList();
        return copies.isEmpty()
                ? List.of()
                : Stream.concat(ApplicationContext.STATEMENTS.stream(), copies.stream())
                        .toList();
    }

    private static int ask(ServerMessages server, List<String> statements) throws SQLException {
        return statements.isEmpty() ? 0 : server.query(statements);
    }

    private static void end(ServerMessages server, boolean asked) throws SQLException {
        if (asked) {
            server.ready();
        }
    }

    private void pass(Item item, ServerMessages source, ServerMessages target) throws SQLException {
        BinaryRows rows = new BinaryRows();
        source.startOfRows();
        for (byte[] data = source.rows(); data.length > 0; data = source.rows()) {
            target.copyData(data);
            movedAtNanos = System.nanoTime();
            item.listener().copied(data.length, item.binary() ? rows.in(data) : 1);
        }
        target.copyDone();
    }

    private List<Rows> confirmed(ServerMessages target, List<Long> counted) {
        String doing = "copying tables";
        List<Rows> rows = new ArrayList<>();
        try {
            if (items.stream().anyMatch(i -> !i.empty())) {
                target.drop(before + ApplicationContext.STATEMENTS.size());
            }
            for (Item item : items) {
                doing = "copying table " + item.name();
                long copied = 0;
                if (!item.empty()) {
                    target.done(); // truncated
                    copied = target.confirmedRows();
                }
                rows.add(new Rows(item.part(), copied, counted.get(rows.size())));
            }
            end(target, items.stream().anyMatch(i -> !i.empty()));
            return rows;
        } catch (SQLException e) {
            throw failure(e, doing);
        }
    }

    private RuntimeException failure(SQLException e, String doing) {
        RuntimeException failure = PostgresFailure.of(e, Reason.CopyFailed, doing);
        cancellation.check(); // a cancelled statement fails because of the cancellation
        return failure;
    }
}
