package io.databasesync.postgres.session;

import java.io.IOException;
import java.io.InputStream;

/// The messages of a server, with successive rows of a binary `COPY` joined in one `CopyData` message.
///
/// A server sends one message for each row. The driver takes each message separately, with locks and an array: for a
/// short row, that costs more than the row itself. Rows in text are not joined, because they could not be counted
/// then. Use it only for connections without TLS, whose bytes are messages from the first byte on.
///
/// @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</a>
public final class JoinedRows extends InputStream {
    /// The message type, and the length of the rest of the message.
    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private static final byte COPY_OUT_RESPONSE = 'H';
    private static final byte COPY_DATA = 'd';
    private static final byte BINARY = 1;

    private final InputStream server;
    private final byte[] buffer;
    /// Bytes to hand out: from here to `ready`.
    private int position;

    private int ready;
    /// Bytes that the server sent and that are not examined yet: from here to `limit`.
    private int next;

    private int limit;
    /// Remaining bytes of a message whose start was handed out. They are passed on unchanged.
    private long passing;

    private boolean binary;

    /// @param bytes size of the buffer: joined messages are not longer
    public JoinedRows(InputStream server, int bytes) {
        this.server = server;
        this.buffer = new byte[bytes];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == ready && !prepare()) {
            return -1;
        }
        int count = Math.min(length, ready - position);
        System.arraycopy(buffer, position, to, offset, count);
        position += count;
        return count;
    }

    /// Counts the bytes of an incomplete message as well: the rest of it will come.
    @Override
    public int available() throws IOException {
        return ready - position + limit - next + server.available();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /// Prepares bytes to hand out.
    ///
    /// @return false at the end
    private boolean prepare() throws IOException {
        if (passing == 0) {
            if (!has(HEADER_BYTES)) {
                return pass(limit - next);
            }
            if (buffer[next] == COPY_OUT_RESPONSE && has(HEADER_BYTES + 1)) {
                binary = buffer[next + HEADER_BYTES] == BINARY;
            }
            long bytes = messageBytes(next);
            if (binary && buffer[next] == COPY_DATA && bytes <= buffer.length && has((int) bytes)) {
                join();
                return true;
            }
            passing = bytes;
        }
        boolean more = limit > next || fill();
        return more && pass((int) Math.min(passing, limit - next));
    }

    /// Joins the rows that have arrived, behind the header of the first one.
    private void join() {
        int start = next;
        int end = start + (int) messageBytes(start);
        next = end;
        while (limit - next >= HEADER_BYTES && buffer[next] == COPY_DATA) {
            long bytes = messageBytes(next);
            if (bytes > limit - next) {
                break;
            }
            int row = (int) bytes - HEADER_BYTES;
            System.arraycopy(buffer, next + HEADER_BYTES, buffer, end, row);
            end += row;
            next += (int) bytes;
        }
        int length = end - start - 1;
        buffer[start + 1] = (byte) (length >>> 24);
        buffer[start + 2] = (byte) (length >>> 16);
        buffer[start + 3] = (byte) (length >>> 8);
        buffer[start + 4] = (byte) length;
        position = start;
        ready = end;
    }

    private boolean pass(int bytes) {
        position = next;
        ready = next + bytes;
        next = ready;
        passing = Math.max(0, passing - bytes);
        return bytes > 0;
    }

    /// Waits until the buffer holds so many unexamined bytes.
    ///
    /// @return false at the end
    private boolean has(int bytes) throws IOException {
        while (limit - next < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /// Reads what the server has sent. A timeout changes nothing.
    private boolean fill() throws IOException {
        System.arraycopy(buffer, next, buffer, 0, limit - next);
        limit -= next;
        next = 0;
        position = 0;
        ready = 0;
        int count = server.read(buffer, limit, buffer.length - limit);
        limit += Math.max(0, count);
        return count >= 0;
    }

    private long messageBytes(int at) {
        long length = (buffer[at + 1] & 0xffL) << 24
                | (buffer[at + 2] & 0xffL) << 16
                | (buffer[at + 3] & 0xffL) << 8
                | (buffer[at + 4] & 0xffL);
        return 1 + Math.max(Integer.BYTES, length);
    }
}
