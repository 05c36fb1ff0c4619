package io.databasesync.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.session.CopySocketFactory;
import io.databasesync.postgres.session.JoinedRows;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Rows of a binary `COPY` reach the driver in fewer messages, and nothing else changes.
class JoinedRowsTest {
    private static final int BUFFER = 64;
    private static final byte TEXT = 0;
    private static final byte BINARY = 1;

    private final TestDatabase database = TestServer.newer().createDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    /// @param bytes of a value in each row; the buffer has 64 KiB
    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "20000, 4", "20000, 90", "300, 65000", "300, 65536", "20, 200000"})
    void bringsTheSameBytesAndTellsHowManyRows(int rows, int bytes) throws SQLException {
        database.execute(
                "create table t (id int, nothing text, value bytea)",
                "insert into t select i, null, convert_to(repeat(chr(65 + i %% 26), %d), 'UTF8') from generate_series(1, %d) i"
                        .formatted(bytes, rows));

        Copied plain = copy("copy t to stdout (format binary)", null);
        Copied joined = copy("copy t to stdout (format binary)", CopySocketFactory.class.getName());

        assertThat(joined.data).isEqualTo(plain.data);
        assertThat(plain.messages).isEqualTo(rows + 1);
        assertThat(joined.messages).isLessThanOrEqualTo(plain.messages);
        if (rows > 1 && bytes < 1000) {
            assertThat(joined.messages).isLessThan(rows / 10);
        }
        assertThat(List.of(plain.rows, joined.rows)).containsOnly(rows);
    }

    @Test
    void leavesRowsInTextApart() throws SQLException {
        database.execute("create table t (id int)", "insert into t select generate_series(1, 5000)");

        Copied joined = copy("copy t to stdout", CopySocketFactory.class.getName());

        assertThat(joined).isEqualTo(copy("copy t to stdout", null));
        assertThat(joined.messages).isEqualTo(5000);
    }

    /// Every way in which a network may cut messages; timeouts, buffers that are smaller than a message, and messages
    /// in between.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void keepsEveryMessageInItsPlace(long seed) {
        Random random = new Random(seed);
        List<Message> sent = new ArrayList<>();
        for (int copy = 0; copy < 20; copy++) {
            sent.add(Message.of('H', random.nextBoolean() ? BINARY : TEXT, (byte) 0, (byte) 0));
            for (int i = random.nextInt(30); i > 0; i--) {
                boolean notice = random.nextInt(8) == 0;
                byte[] body = new byte[random.nextInt(random.nextInt(8) == 0 ? 3 * BUFFER : 30)];
                random.nextBytes(body);
                sent.add(Message.of(notice ? 'N' : 'd', body));
            }
            sent.add(Message.of('c'));
            sent.add(Message.of('Z', (byte) 'T'));
        }

        List<Message> received = received(new Patient(new JoinedRows(new Network(bytes(sent), random), BUFFER)));

        assertThat(withRowsJoined(received)).isEqualTo(withRowsJoined(sent));
        assertThat(received).hasSizeLessThan(sent.size());
        assertThat(others(received)).isEqualTo(others(sent));
    }

    @Test
    void endsWhereTheServerEnds() throws IOException {
        byte[] cut = {'H', 0, 0, 0, 7, BINARY, 0, 0, 'd', 0, 0, 0, 9, 1, 2};
        try (JoinedRows rows = new JoinedRows(new ByteArrayInputStream(cut), BUFFER)) {
            assertThat(rows.readAllBytes()).isEqualTo(cut);
            assertThat(rows.read()).isEqualTo(-1);
            assertThat(rows.available()).isZero();
        }
    }

    private record Copied(String data, int messages, int rows) {}

    private Copied copy(String sql, @Nullable String socketFactory) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.endpoint().user());
        properties.setProperty("password", database.endpoint().password().value());
        properties.setProperty("sslmode", "disable");
        if (socketFactory != null) {
            properties.setProperty("socketFactory", socketFactory);
        }
        String url = "jdbc:postgresql://%s:%d/%s"
                .formatted(database.server().host(), database.server().port(), database.name());
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            CopyOut out = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
            StringBuilder data = new StringBuilder();
            BinaryRows counter = new BinaryRows();
            int messages = 0;
            int rows = 0;
            for (byte[] message = out.readFromCopy(); message != null; message = out.readFromCopy()) {
                data.append(new String(message, StandardCharsets.ISO_8859_1));
                messages++;
                rows += sql.contains("binary") ? counter.in(message) : 1;
            }
            return new Copied(data.toString(), messages, rows);
        }
    }

    /// @param body a character for each byte
    private record Message(char type, String body) {
        static Message of(char type, byte... body) {
            return new Message(type, new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private static List<Message> others(List<Message> messages) {
        return messages.stream().filter(m -> m.type != 'd').toList();
    }

    /// Rows of one binary copy that nothing stands between, as one message.
    private static List<Message> withRowsJoined(List<Message> messages) {
        List<Message> joined = new ArrayList<>();
        boolean binary = false;
        for (Message message : messages) {
            if (message.type == 'H') {
                binary = message.body.charAt(0) == BINARY;
            }
            Message last = joined.isEmpty() ? message : joined.getLast();
            if (binary && message.type == 'd' && last.type == 'd') {
                joined.removeLast();
                joined.add(new Message('d', last.body + message.body));
            } else {
                joined.add(message);
            }
        }
        return joined;
    }

    private static byte[] bytes(List<Message> messages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Message message : messages) {
                out.writeByte(message.type);
                out.writeInt(Integer.BYTES + message.body.length());
                out.writeBytes(message.body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<Message> received(InputStream stream) {
        List<Message> messages = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(stream)) {
            while (true) {
                char type = (char) in.readUnsignedByte();
                byte[] body = new byte[in.readInt() - Integer.BYTES];
                in.readFully(body);
                messages.add(Message.of(type, body));
            }
        } catch (EOFException _) {
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks again after a timeout, as the driver does when it looks whether something has come.
    private static final class Patient extends FilterInputStream {
        Patient(InputStream rows) {
            super(rows);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            while (true) {
                try {
                    return super.read(to, offset, length);
                } catch (SocketTimeoutException _) {
                    // what came before it is still there
                }
            }
        }
    }

    /// Brings as many bytes at a time as it likes, or none in time.
    private static final class Network extends InputStream {
        private final InputStream bytes;
        private final Random random;

        Network(byte[] bytes, Random random) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (random.nextInt(4) == 0) {
                throw new SocketTimeoutException();
            }
            return length == 0 ? 0 : bytes.read(to, offset, 1 + random.nextInt(Math.min(length, 40)));
        }
    }
}
