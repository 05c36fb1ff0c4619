package io.databasesync.web;

import java.io.IOException;
import java.io.OutputStream;

/// Bytes that many answers share. Nobody changes them.
final class Blob {
    private final byte[] bytes;

    Blob(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
