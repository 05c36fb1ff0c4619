package io.databasesync.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Server-Sent Events as bytes. JSON has no line breaks, so that an event has one line of data.
final class Sse {
    static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.UTF_8);
    static final byte[] RESET = event("", "reset", "{}".getBytes(StandardCharsets.UTF_8));
    static final byte[] LOGIN = event("", "login", "{}".getBytes(StandardCharsets.UTF_8));

    private Sse() {}

    /// @param id empty for none
    static byte[] event(String id, String name, byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 64);
        String head = (id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: ";
        bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(data);
        bytes.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
