package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A selected table: on the source, and on the target if it is there.
///
/// @param intersect whether columns that one end lacks are left alone
public record TablePair(TableShape source, Optional<TableShape> target, boolean intersect) {

    public TableName name() {
        return source.name();
    }

    /// What the target gets: its own shape, or the source's if it lacks the table.
    public TableShape shape() {
        return target.orElse(source);
    }

    /// Columns to copy, in the target's order. Generated columns of the target are computed there.
    public List<String> columns() {
        return shape().writableColumns().stream()
                .filter(c -> !intersect || source.column(c).isPresent())
                .toList();
    }

    /// Whether the source computes one of the columns, so that `COPY table` would refuse it.
    public boolean selectsGenerated() {
        return columns().stream()
                .anyMatch(c -> source.column(c).map(s -> !s.writable()).orElse(false));
    }

    public boolean binary() {
        return target.isEmpty() ? columnsBinary(source) : columnsBinary(target.get());
    }

    private boolean columnsBinary(TableShape other) {
        return columns().stream()
                .allMatch(name -> source.column(name)
                        .flatMap(s -> other.column(name).map(t -> BinaryFormat.safe(s, t)))
                        .orElse(false));
    }

    /// How the columns differ, each difference with the statement for the target that mends it; empty when they are
    /// equal.
    /// The order of columns is none.
    public List<String> differences() {
        if (target.isEmpty()) {
            return List.of();
        }
        TableShape there = target.get();
        List<String> differences = new ArrayList<>();
        for (Column s : source.columns()) {
            Optional<Column> t = there.column(s.name());
            if (t.isEmpty() && intersect) {
                continue;
            }
            if (t.isEmpty()) {
                differences.add("the target lacks column %s; run: ALTER TABLE %s ADD COLUMN %s %s"
                        .formatted(s.name(), Sql.readable(name()), Sql.readable(s.name()), s.type()));
            } else {
                compare(s, t.get(), differences);
            }
        }
        if (intersect && columns().isEmpty() && !source.columns().isEmpty()) {
            differences.add("both ends have no column in common; exclude the table, or add its columns to the target");
        }
        Set<String> known =
                new HashSet<>(source.columns().stream().map(Column::name).toList());
        for (Column t : there.columns()) {
            if (!known.contains(t.name()) && !intersect) {
                differences.add("the source lacks column %s; run: ALTER TABLE %s DROP COLUMN %s"
                        .formatted(t.name(), Sql.readable(name()), Sql.readable(t.name())));
            }
        }
        return differences;
    }

    private void compare(Column s, Column t, List<String> differences) {
        if (!s.comparableType().equals(t.comparableType())) {
            differences.add(
                    "column %s is %s on the source and %s on the target; run: ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                            .formatted(
                                    s.name(),
                                    s.type(),
                                    t.type(),
                                    Sql.readable(name()),
                                    Sql.readable(s.name()),
                                    s.type()));
        } else if (!t.leaf().enumLabels().containsAll(s.leaf().enumLabels())) {
            List<String> missing = new ArrayList<>(s.leaf().enumLabels());
            missing.removeAll(t.leaf().enumLabels());
            differences.add("enum %s of column %s lacks the label %s on the target; run: ALTER TYPE %s ADD VALUE %s"
                    .formatted(
                            t.leaf().name(),
                            s.name(),
                            missing.getFirst(),
                            Sql.readable(
                                    new TableName(t.leaf().schema(), t.leaf().name())),
                            Sql.literal(missing.getFirst())));
        }
    }
}
