package io.databasesync.cli.cluster;

import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/// A list of objects as text, in one of the formats.
///
/// @param fields the columns
record Listing<T extends HasMetadata>(List<Field<T>> fields) {
    private static final int GAP = 3;

    /// One column.
    ///
    /// @param wide whether only `-o wide` shows it
    record Field<T>(String title, Function<T, String> value, boolean wide) {
        static <T> Field<T> of(String title, Function<T, String> value) {
            return new Field<>(title, value, false);
        }

        static <T> Field<T> wide(String title, Function<T, String> value) {
            return new Field<>(title, value, true);
        }

        private String text(T object) {
            return Display.text(value.apply(object)).replace('\n', ' ');
        }
    }

    /// A column with the namespace before the others.
    Listing<T> withNamespace() {
        List<Field<T>> all = new ArrayList<>();
        all.add(Field.of("NAMESPACE", object -> object.getMetadata().getNamespace()));
        all.addAll(fields);
        return new Listing<>(all);
    }

    String text(List<T> objects, Format format, KubernetesSerialization serialization) {
        return switch (format) {
            case text, wide -> table(objects, format == Format.wide);
            case json -> serialization.asJson(list(objects)) + "\n";
            case yaml -> serialization.asYaml(list(objects));
            case name -> names(objects);
        };
    }

    static String one(HasMetadata object, Format format, KubernetesSerialization serialization) {
        return format == Format.yaml ? serialization.asYaml(object) : serialization.asJson(object) + "\n";
    }

    private static Object list(List<? extends HasMetadata> objects) {
        return new TreeMap<>(Map.of("apiVersion", "v1", "kind", "List", "items", objects));
    }

    private static String names(List<? extends HasMetadata> objects) {
        StringBuilder names = new StringBuilder();
        objects.forEach(object -> names.append(object.getSingular())
                .append('.')
                .append(object.getApiVersion().replaceFirst("/.*", ""))
                .append('/')
                .append(object.getMetadata().getName())
                .append('\n'));
        return names.toString();
    }

    private String table(List<T> objects, boolean wide) {
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
