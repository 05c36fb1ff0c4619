package io.databasesync.cli.live;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a terminal shows after a program has written to it. It knows the sequences that the live table uses, and fails
/// at any other.
final class ScreenModel {
    private static final Pattern PIECE = Pattern.compile("\u001b\\[(\\d*)([AJ])|\r|\n|[^\u001b\r\n]+");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    PrintStream stream() {
        return new PrintStream(written, true, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return lines(written.toString(StandardCharsets.UTF_8));
    }

    /// The lines that such a text leaves on the screen, without the one of the cursor.
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(""));
        int row = 0;
        int end = 0;
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            if (piece.start() != end) {
                throw new AssertionError("unknown sequence at " + end);
            }
            end = piece.end();
            if ("A".equals(piece.group(2))) {
                row -= Integer.parseInt(piece.group(1));
            } else if ("J".equals(piece.group(2))) {
                lines.subList(row + 1, lines.size()).clear();
                lines.set(row, "");
            } else if (piece.group().equals("\n")) {
                row++;
                if (row == lines.size()) {
                    lines.add("");
                }
            } else if (!piece.group().equals("\r")) {
                lines.set(row, lines.get(row) + piece.group());
            }
        }
        lines.removeLast(); // the cursor is below the table
        return lines;
    }
}
