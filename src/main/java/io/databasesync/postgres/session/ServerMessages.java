package io.databasesync.postgres.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.core.PGStream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/// Sends statements and rows without waiting for answers, and reads the answers afterwards. One thread uses it at a
/// time, and nothing else uses the connection meanwhile.
///
/// @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message formats</a>
public final class ServerMessages {
    private static final char QUERY = 'Q';
    private static final char ERROR = 'E';
    private static final char NOTICE = 'N';
    private static final char PARAMETER = 'S';
    private static final char NOTIFICATION = 'A';
    private static final char COMMAND_COMPLETE = 'C';
    private static final char DATA_ROW = 'D';
    private static final char ROW_DESCRIPTION = 'T';
    private static final char COPY_DATA = 'd';
    private static final char COPY_DONE = 'c';
    private static final char COPY_OUT = 'H';
    private static final char COPY_IN = 'G';
    private static final char READY = 'Z';

    private final PGStream stream;
    private final Supplier<List<String>> opening;

    /// @param opening the statements that begin the transaction, if it has not begun yet
    ServerMessages(PGStream stream, Supplier<List<String>> opening) {
        this.stream = stream;
        this.opening = opening;
    }

    /// Sends statements in one message, after those that begin the transaction.
    ///
    /// @return how many those are; `drop` their answers
    public int query(List<String> statements) throws SQLException {
        List<String> before = opening.get();
        byte[] text = Stream.concat(before.stream(), statements.stream())
                .collect(Collectors.joining(";\n"))
                .getBytes(StandardCharsets.UTF_8);
        io(() -> {
            header(QUERY, text.length + 1);
            stream.send(text);
            stream.sendChar(0);
            stream.flush();
        });
        return before.size();
    }

    /// Reads the answers to some statements, and drops their rows.
    public void drop(int statements) throws SQLException {
        for (int left = statements; left > 0; ) {
            Message message = next();
            skip(message);
            if (message.type == COMMAND_COMPLETE) {
                left--;
            }
        }
    }

    /// Sends rows of a `COPY ... FROM STDIN`.
    public void copyData(byte[] data) throws SQLException {
        io(() -> {
            header(COPY_DATA, data.length);
            stream.send(data);
        });
    }

    /// Ends the rows of a `COPY ... FROM STDIN`.
    public void copyDone() throws SQLException {
        io(() -> header(COPY_DONE, 0));
    }

    /// Sends all that waits in the buffer.
    public void flush() throws SQLException {
        io(stream::flush);
    }

    /// Reads the beginning of a `COPY ... TO STDOUT`.
    public void startOfRows() throws SQLException {
        skip(expect(COPY_OUT));
    }

    /// Reads a message of a `COPY ... TO STDOUT`. The last one is empty.
    public byte[] rows() throws SQLException {
        Message message = next();
        if (message.type == COPY_DONE) {
            expectTag();
            return new byte[0];
        }
        require(message, COPY_DATA);
        return content(message);
    }

    /// Reads the answer to a statement without rows.
    public void done() throws SQLException {
        expectTag();
    }

    /// Reads the answer to a `COPY ... FROM STDIN`.
    ///
    /// @return rows that the server has confirmed
    public long confirmedRows() throws SQLException {
        skip(expect(COPY_IN));
        String tag = expectTag(); // COPY 12
        return Long.parseLong(tag.substring(tag.lastIndexOf(' ') + 1));
    }

    /// Reads the answer to a query with one row and one column.
    public long number() throws SQLException {
        skip(expect(ROW_DESCRIPTION));
        byte[] row = content(expect(DATA_ROW)); // two bytes for the number of columns, four for the length
        expectTag();
        int before = Short.BYTES + Integer.BYTES;
        return Long.parseLong(new String(row, before, row.length - before, StandardCharsets.US_ASCII));
    }

    /// Reads the end of the answers to one message.
    public void ready() throws SQLException {
        skip(expect(READY));
    }

    private record Message(char type, int length) {}

    private String expectTag() throws SQLException {
        byte[] tag = content(expect(COMMAND_COMPLETE));
        return new String(tag, 0, tag.length - 1, StandardCharsets.US_ASCII);
    }

    private Message expect(char type) throws SQLException {
        Message message = next();
        require(message, type);
        return message;
    }

    private static void require(Message message, char type) throws SQLException {
        if (message.type != type) {
            throw new PSQLException(
                    "the server sent %s instead of %s".formatted(message.type, type), PSQLState.PROTOCOL_VIOLATION);
        }
    }

    private Message next() throws SQLException {
        while (true) {
            Message message =
                    value(() -> new Message((char) stream.receiveChar(), stream.receiveInteger4() - Integer.BYTES));
            switch (message.type) {
                case NOTICE, PARAMETER, NOTIFICATION -> skip(message);
                case ERROR -> throw error(message);
                default -> {
                    return message;
                }
            }
        }
    }

    private SQLException error(Message message) throws SQLException {
        return value(() -> new PSQLException(new ServerErrorMessage(stream.receiveErrorString(message.length)), false));
    }

    private byte[] content(Message message) throws SQLException {
        return value(() -> stream.receive(message.length));
    }

    private void skip(Message message) throws SQLException {
        io(() -> stream.skip(message.length));
    }

    private void header(char type, int length) throws IOException {
        stream.sendChar(type);
        stream.sendInteger4(length + Integer.BYTES);
    }

    @FunctionalInterface
    private interface Input<T> {
        T read() throws IOException;
    }

    @FunctionalInterface
    private interface Output {
        void write() throws IOException;
    }

    private static void io(Output output) throws SQLException {
        value(() -> {
            output.write();
            return true;
        });
    }

    private static <T> T value(Input<T> input) throws SQLException {
        try {
            return input.read();
        } catch (IOException e) {
            throw new PSQLException("an I/O error occurred on the connection", PSQLState.CONNECTION_FAILURE, e);
        }
    }
}
