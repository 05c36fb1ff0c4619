package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Format;
import io.databasesync.cli.terminal.Table;
import io.databasesync.cli.terminal.Table.Field;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A list of objects of a cluster, in one of the formats.
record Listing<T extends HasMetadata>(Table<T> table) {
    @SafeVarargs
    static <T extends HasMetadata> Listing<T> of(Field<T>... fields) {
        List<Field<T>> all = new ArrayList<>();
        for (Field<T> field : fields) { // an array of a generic type is not passed on
            all.add(field);
        }
        return new Listing<>(new Table<>(all));
    }

    /// A column with the namespace before the others.
    Listing<T> withNamespace() {
        List<Field<T>> all = new ArrayList<>();
        all.add(Field.of("NAMESPACE", object -> object.getMetadata().getNamespace()));
        all.addAll(table.fields());
        return new Listing<>(new Table<>(all));
    }

    String text(List<T> objects, Format format, KubernetesSerialization serialization) {
        return switch (format) {
            case text, wide -> table.text(objects, format == Format.wide);
            case json -> serialization.asJson(list(objects)) + "\n";
            case yaml -> serialization.asYaml(list(objects));
            case name -> names(objects);
        };
    }

    /// The same for one object, which is no list then.
    String one(T object, Format format, KubernetesSerialization serialization) {
        return switch (format) {
            case text, wide, name -> text(List.of(object), format, serialization);
            case json -> serialization.asJson(plain(object)) + "\n";
            case yaml -> serialization.asYaml(plain(object));
        };
    }

    private static Object list(List<? extends HasMetadata> objects) {
        return new TreeMap<>(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "List",
                "items",
                objects.stream().map(Listing::plain).toList()));
    }

    /// Without the bookkeeping of the API server, as kubectl shows objects.
    private static HasMetadata plain(HasMetadata object) {
        object.getMetadata().setManagedFields(null);
        return object;
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
}
