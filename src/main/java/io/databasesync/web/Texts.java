package io.databasesync.web;

/// Texts from outside.
final class Texts {
    private static final int MOST = 120;

    private Texts() {}

    /// Whether it has only characters that a person can see, and spaces.
    static boolean plain(String text) {
        return text.codePoints().allMatch(Texts::plain);
    }

    private static boolean plain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /// The text without other characters, cut to a line.
    static String printable(String text) {
        String cut = text.length() > MOST ? text.substring(0, MOST) : text;
        return cut.codePoints()
                .map(character -> plain(character) ? character : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
