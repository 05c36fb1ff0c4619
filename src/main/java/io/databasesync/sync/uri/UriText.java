package io.databasesync.sync.uri;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes the text of a connection URI and makes its error messages.
///
/// @param origin where a person set the URI
record UriText(String origin) {

    /// Percent-decodes; a `+` stays a `+`, as in libpq.
    String decode(String text, String what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (character != '%') {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(character);
                continue;
            }
            String hex = text.substring(i + 1, Math.min(text.length(), i + 3));
            if (!hex.matches("[0-9A-Fa-f]{2}") || hex.equals("00")) {
                throw invalid("has a % in " + what + " that starts no escape", "write % itself as %25");
            }
            bytes.write(Integer.parseInt(hex, 16));
            i += 3;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("has escapes in " + what + " that are not UTF-8", "encode its UTF-8 bytes");
        }
    }

    /// @param found contains no part of the URI that could hold the password
    SyncException invalid(String found, String fix) {
        return SyncException.of(Reason.InvalidSpec, origin, origin + " " + found, Fix.advice(fix));
    }
}
