package io.databasesync.postgres.copy;

/// Counts the rows in the messages that a server sends for one binary `COPY`, for the progress.
///
/// @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
final class BinaryRows {
    /// Signature and flags, then the length of the rest of the header.
    private static final int FIXED_HEADER_BYTES = 11 + Integer.BYTES;

    private boolean started;

    /// Counts the whole rows in a message. The first message begins with the header of the format, the last
    /// one is its end mark.
    int in(byte[] message) {
        long at = 0;
        if (!started) {
            started = true;
            at = skipped(message, FIXED_HEADER_BYTES);
        }
        int rows = 0;
        while (at + Short.BYTES <= message.length) {
            int fields = message[(int) at] << 8 | (message[(int) at + 1] & 0xff);
            if (fields < 0) {
                break; // the end mark
            }
            at += Short.BYTES;
            for (int i = 0; i < fields; i++) {
                at = skipped(message, at);
            }
            rows++;
        }
        return rows;
    }

    /// The position after a value whose length stands at `at`. Null has no value.
    private static long skipped(byte[] message, long at) {
        int i = (int) Math.min(at, Integer.MAX_VALUE - Integer.BYTES);
        if (i + Integer.BYTES > message.length) {
            return message.length;
        }
        int length = message[i] << 24
                | (message[i + 1] & 0xff) << 16
                | (message[i + 2] & 0xff) << 8
                | (message[i + 3] & 0xff);
        return at + Integer.BYTES + Math.max(0, length);
    }
}
