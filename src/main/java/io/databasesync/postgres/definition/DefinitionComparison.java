package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Compares the kept tables that a run replaced with the live tables. Changes that a swap itself makes do not count
/// as differences: schemas, foreign keys to other tables, the owner of a shared sequence, whether an index is valid,
/// whether a table defines a `NOT NULL` that it inherits, too.
///
/// @param schemas the schema to which a table goes back, by the schema in which it is kept
/// @param selected the tables that go back together
public record DefinitionComparison(Map<String, String> schemas, List<TableName> selected) {
    public DefinitionComparison {
        schemas = Map.copyOf(schemas);
        selected = List.copyOf(selected);
    }

    /// How the live table differs from the kept one, part by part; empty if it does not.
    public List<String> differences(TableDefinition live, TableDefinition kept) {
        Map<String, String> now = parts(live);
        Map<String, String> then = parts(kept); // a swap leaves out a unique index that is not valid
        List<String> differences = new ArrayList<>();
        now.forEach((part, definition) -> {
            if (!then.containsKey(part)) {
                differences.add(part + " was added");
            } else if (!Objects.equals(definition, then.get(part))) {
                differences.add(part + " was altered");
            }
        });
        kept.indexes().stream().filter(i -> !i.valid() && i.unique()).forEach(i -> then.remove("index " + i.name()));
        then.keySet().stream()
                .filter(part -> !now.containsKey(part))
                .forEach(part -> differences.add(part + " was dropped"));
        return differences;
    }

    private Map<String, String> parts(TableDefinition definition) {
        Map<String, String> parts = new TreeMap<>(definition.table().definition());
        definition.partitions().stream()
                .filter(p -> p.oid() != definition.oid())
                .forEach(p -> parts.put("partition " + inPlace(p.name()), p.bound()));
        definition.table().tree().parents().forEach(p -> parts.put("place below " + inPlace(p), ""));
        InheritedNotNulls.comparable(definition).forEach(c -> parts.put("column " + c.name(), inPlace(c.toString())));
        definition
                .indexes()
                .forEach(i -> parts.put(
                        "index " + i.name(), inPlace(i.withoutSizeAndValidity().toString())));
        definition.checks().forEach(c -> parts.put("constraint " + c.name(), inPlace(c.toString())));
        definition.foreignKeys().forEach(k -> {
            TableName referenced = inPlace(k.referenced());
            if (selected.contains(referenced)) {
                parts.put("foreign key " + k.name(), k.definition(referenced.toString()) + k.comment());
            }
        });
        definition
                .sequences()
                .forEach(s -> parts.put("sequence " + s.name() + " of column " + s.column(), sequence(s)));
        definition.statistics().forEach(s -> parts.put("statistics " + s.name(), inPlace(s.definition()) + s.target()));
        return parts;
    }

    // Shared sequences stay where they are, and the live table owns them.
    private String sequence(Sequence s) {
        return s.movesWithTable()
                ? String.join(" ", schema(s.schema()), String.valueOf(s.identity()), s.options(), s.comment())
                : schema(s.schema());
    }

    private TableName inPlace(TableName table) {
        return new TableName(schema(table.schema()), table.name());
    }

    private String schema(String name) {
        return schemas.getOrDefault(name, name);
    }

    // Defaults name the sequence that moved with its table.
    private String inPlace(String definition) {
        String text = definition;
        for (Map.Entry<String, String> entry : schemas.entrySet()) {
            String name = Sql.readable(entry.getValue()) + ".";
            text = text.replace(Sql.identifier(entry.getKey()) + ".", name)
                    .replace(entry.getKey() + ".", name)
                    .replace(Sql.identifier(entry.getValue()) + ".", name);
        }
        return text;
    }
}
