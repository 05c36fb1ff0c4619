package io.databasesync.web;

import io.databasesync.sync.Sha256;
import java.nio.charset.StandardCharsets;

/// Entity tags: the version of the object if it has one, and a digest of the answer. Nothing that the caller does
/// not see is part of it.
final class Etags {
    private static final int DIGITS = 16;

    private Etags() {}

    static String of(String version, byte[] body) {
        String digest = Sha256.hex(new String(body, StandardCharsets.UTF_8)).substring(0, DIGITS);
        return "\"" + (version.isEmpty() ? "" : version + "-") + digest + "\"";
    }

    /// The version of the object that the tag belongs to.
    static String version(String tag) {
        String text = tag.replace("\"", "");
        int end = text.lastIndexOf('-');
        return end < 0 ? text : text.substring(0, end);
    }
}
