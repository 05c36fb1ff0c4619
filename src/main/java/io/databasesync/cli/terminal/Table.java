package io.databasesync.cli.terminal;

import io.databasesync.text.Display;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/// Objects as a table of text, one line each.
///
/// @param fields the columns
public record Table<T>(List<Field<T>> fields) {
    private static final int GAP = 3;

    public Table {
        fields = List.copyOf(fields);
    }

    /// One column.
    ///
    /// @param wide whether only `-o wide` shows it
    public record Field<T>(String title, Function<T, String> value, boolean wide) {
        public static <T> Field<T> of(String title, Function<T, String> value) {
            return new Field<>(title, value, false);
        }

        public static <T> Field<T> wide(String title, Function<T, String> value) {
            return new Field<>(title, value, true);
        }

        private String text(T object) {
            return Display.printable(value.apply(object)).replace('\n', ' ');
        }
    }

    /// @param wide whether to show the wide columns too
    public String text(List<T> objects, boolean wide) {
        List<Field<T>> shown =
                fields.stream().filter(field -> wide || !field.wide()).toList();
        Column[] columns = shown.stream()
                .map(field -> new Column(width(field, objects), 0, Overflow.SPAN))
                .toArray(Column[]::new);
        TextTable table =
                TextTable.forColumns(new picocli.CommandLine.Help.ColorScheme.Builder(Ansi.OFF).build(), columns);
        table.setAdjustLineBreaksForWideCJKCharacters(true);
        table.addRowValues(shown.stream().map(Field::title).toArray(String[]::new));
        objects.forEach(object -> table.addRowValues(
                shown.stream().map(field -> field.text(object)).toArray(String[]::new)));
        return table.toString();
    }

    private static <T> int width(Field<T> field, List<T> objects) {
        int longest = objects.stream()
                .mapToInt(object -> field.text(object).length())
                .max()
                .orElse(0);
        return Math.max(field.title().length(), longest) + GAP;
    }
}
