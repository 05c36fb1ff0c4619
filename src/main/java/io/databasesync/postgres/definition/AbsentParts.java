package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parts that a table lacks, compared with its wanted definition: pure text. Additional parts of the
/// table do not matter.
///
/// The texts of definitions are not compared, because server versions print them differently. The check is that a
/// statement that ended without an error has left its object, whole.
///
/// @param wanted the table as it has to be; parts that are not valid or not validated there may be so in `found`,
/// too
/// @param found the same table, or its stage
public record AbsentParts(TableDefinition wanted, TableDefinition found) {

    /// One sentence for each missing part, without a dot at its end; empty if all exist.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        List<String> parents = parents(found);
        parents(wanted).stream()
                .filter(parent -> !parents.contains(parent))
                .forEach(parent -> sentences.add(
                        "it is no %s of %s".formatted(wanted.table().partition() ? "partition" : "child", parent)));
        wanted.columns().forEach(c -> column(c).ifPresent(sentences::add));
        wanted.indexes().forEach(i -> index(i).ifPresent(sentences::add));
        for (Check check : wanted.checks()) {
            named(found.checks(), Check::name, check.name())
                    .ifPresentOrElse(
                            c -> validated(check.name(), check.validated(), c.validated())
                                    .ifPresent(sentences::add),
                            () -> sentences.add(absent("constraint " + check.name())));
        }
        for (ForeignKey key : wanted.foreignKeys()) {
            named(found.foreignKeys(), ForeignKey::name, key.name())
                    .filter(k -> k.columns().equals(key.columns()))
                    .ifPresentOrElse(
                            k -> validated(key.name(), key.validated(), k.validated())
                                    .ifPresent(sentences::add),
                            () -> sentences.add(absent("foreign key " + key.name())));
        }
        wanted.sequences().stream()
                .filter(s -> s.movesWithTable()
                        && found.sequences().stream()
                                .noneMatch(f -> f.owned()
                                        && f.name().equals(s.name())
                                        && f.column().equals(s.column())))
                .forEach(s -> sentences.add(absent("sequence " + s.name())));
        wanted.statistics().stream()
                .filter(s -> named(found.statistics(), ExtendedStatistics::name, s.name())
                        .isEmpty())
                .forEach(s -> sentences.add(absent("statistics object " + s.name())));
        return sentences;
    }

    // Their schemas differ in a stage.
    private static List<String> parents(TableDefinition table) {
        return table.table().tree().parents().stream().map(TableName::name).toList();
    }

    private Optional<String> column(Column column) {
        Column.@Nullable NotNull constraint = column.notNullConstraint();
        return found.column(column.name())
                .map(f -> {
                    if (!f.comparableType().equals(column.comparableType())) {
                        return Optional.of("column %s is %s instead of %s"
                                .formatted(column.name(), f.comparableType(), column.comparableType()));
                    }
                    if (column.notNull() && !f.notNull()) {
                        return Optional.of(absent("NOT NULL of column " + column.name()));
                    }
                    return constraint == null || f.notNullConstraint() == null
                            ? Optional.<String>empty()
                            : validated(
                                    constraint.name(),
                                    constraint.validated(),
                                    f.notNullConstraint().validated());
                })
                .orElseGet(() -> Optional.of(absent("column " + column.name())));
    }

    private Optional<String> index(Index index) {
        Index.@Nullable Constraint constraint = index.constraint();
        Optional<Index> there = named(found.indexes(), Index::name, index.name())
                .filter(f -> f.unique() == index.unique()
                        && f.accessMethod().equals(index.accessMethod())
                        && f.keyColumns().equals(index.keyColumns()));
        if (there.isEmpty()) {
            return Optional.of(absent(constraint == null ? "index " + index.name() : kind(constraint)));
        }
        if (constraint != null && !sameKind(constraint, there.get().constraint())) {
            return Optional.of(absent(kind(constraint)));
        }
        if (index.attachedTo() != null && !index.attachedTo().equals(there.get().attachedTo())) {
            return Optional.of("index %s is no part of index %s".formatted(index.name(), index.attachedTo()));
        }
        return index.valid() && !there.get().valid()
                ? Optional.of("index %s is not valid".formatted(index.name()))
                : Optional.empty();
    }

    private static boolean sameKind(Index.Constraint wanted, Index.@Nullable Constraint found) {
        return found != null
                && found.name().equals(wanted.name())
                && found.type().equals(wanted.type())
                && found.deferrable() == wanted.deferrable();
    }

    private static String kind(Index.Constraint constraint) {
        return switch (constraint.type()) {
                    case "p" -> "primary key ";
                    case "u" -> "unique constraint ";
                    default -> "exclusion constraint ";
                }
                + constraint.name();
    }

    private static Optional<String> validated(String name, boolean wanted, boolean found) {
        return wanted && !found ? Optional.of("constraint %s is not validated".formatted(name)) : Optional.empty();
    }

    private static String absent(String what) {
        return what + " is absent";
    }

    private static <T> Optional<T> named(List<T> parts, Function<T, String> name, String wanted) {
        return parts.stream().filter(p -> Objects.equals(name.apply(p), wanted)).findFirst();
    }
}
