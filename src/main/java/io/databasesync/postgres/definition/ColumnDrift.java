package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a column of the target differs from the source's, and the statement that corrects it.
///
/// @param relocation of the source's extensions to the target's
/// @param table that defines the target's column
record ColumnDrift(TablePair pair, Column source, Column target, Relocation relocation, TableName table) {
    /// Within one family, every type has an assignment cast to every other one.
    private static final List<Set<String>> FAMILIES = List.of(
            Set.of("int2", "int4", "int8", "numeric", "float4", "float8"),
            Set.of("text", "varchar", "bpchar", "name", "citext"),
            Set.of("date", "timestamp", "timestamptz"));
    /// The types of identity columns.
    private static final Set<String> OF_IDENTITY = Set.of("int2", "int4", "int8");

    Optional<Difference> difference() {
        if (partitionKey()) {
            return Optional.of(new Difference(
                    "column %s is %s on the source and %s on the target"
                            .formatted(source.name(), source.type(), target.type()),
                    Fix.advice(
                            "column %s is part of the partition key, whose type cannot change: drop table %s on the target, so that the run creates it"
                                    .formatted(source.name(), pair.name()))));
        }
        if (!source.comparableType().equals(target.comparableType())) {
            return difference(
                    "is %s on the source and %s on the target".formatted(source.type(), target.type()), retyped());
        }
        if (!collation(source).equals(collation(target))) {
            return difference(
                    "has collation %s on the source and %s on the target"
                            .formatted(collation(source), collation(target)),
                    alter("TYPE " + collated()));
        }
        if (source.generated().isEmpty() && !target.generated().isEmpty()) {
            return difference("is generated on the target, where the source's values would be lost", notGenerated());
        }
        return Optional.empty();
    }

    private Optional<Difference> difference(String found, String statement) {
        List<String> statements = new ArrayList<>();
        if (identityGoes()) { // the server looks at the identity before it runs the other change
            statements.add(alter("DROP IDENTITY"));
        }
        statements.add(statement);
        return Optional.of(new Difference(
                "column %s %s".formatted(source.name(), found),
                Fix.run(statements),
                List.of(new ColumnChange(table(), source.name(), false))));
    }

    private boolean identityGoes() {
        return !target.identity().isEmpty()
                && (source.leaf().inArray()
                        || !OF_IDENTITY.contains(source.leaf().name()));
    }

    private boolean partitionKey() {
        return !source.comparableType().equals(target.comparableType())
                && pair.target()
                        .map(t -> t.table().tree().key())
                        .filter(key -> Pattern.compile("\\b" + Pattern.quote(source.name()) + "\\b")
                                .matcher(key)
                                .find())
                        .isPresent();
    }

    private static String collation(Column column) {
        String collation = column.collation();
        return collation == null ? "default" : collation;
    }

    /// The source's type, as the target spells it.
    private String type() {
        return relocation.apply(source.type());
    }

    private String collated() {
        return type() + (source.collation() == null ? "" : " COLLATE " + source.collation());
    }

    private String alter(String change) {
        return "ALTER TABLE %s ALTER COLUMN %s %s"
                .formatted(Sql.readable(table()), Sql.readable(source.name()), change);
    }

    // https://www.postgresql.org/docs/current/sql-altertable.html: USING is not for generated columns
    private String retyped() {
        if (!target.generated().isEmpty() || castsAlone()) {
            return alter("TYPE " + collated());
        }
        List<String> changes = new ArrayList<>();
        String column = "ALTER COLUMN " + Sql.readable(source.name()) + " ";
        if (target.defaultExpression() != null) {
            changes.add(column + "DROP DEFAULT");
        }
        if (otherDimensions()) { // no cast converts between different dimensions
            if (target.notNull()) {
                changes.add(column + "DROP NOT NULL");
            }
            changes.add(column + "TYPE " + type() + " USING NULL");
        } else {
            changes.add(column + "TYPE " + collated() + " USING " + Sql.readable(source.name()) + "::text::" + type());
        }
        String expression = usableDefault();
        if (target.defaultExpression() != null && expression != null) {
            changes.add(column + "SET DEFAULT " + expression);
        }
        return "ALTER TABLE %s %s".formatted(Sql.readable(table()), String.join(", ", changes));
    }

    private boolean castsAlone() {
        Column.LeafType s = source.leaf();
        Column.LeafType t = target.leaf();
        if (s.inArray() || t.inArray() || otherDimensions()) {
            return false;
        }
        return s.name().equals(t.name())
                || FAMILIES.stream().anyMatch(f -> f.contains(s.name()) && f.contains(t.name()));
    }

    private boolean otherDimensions() {
        return source.leaf().extension() != null
                && !source.leaf().inArray()
                && source.leaf().name().equals(target.leaf().name())
                && "vector".equals(source.leaf().extension());
    }

    private @Nullable String usableDefault() {
        boolean own = source.generated().isEmpty()
                && pair.source().sequenceOf(source.name()).isEmpty();
        return own && source.defaultExpression() != null ? relocation.apply(source.defaultExpression()) : null;
    }

    // https://www.postgresql.org/docs/current/ddl-generated-columns.html: a virtual one has no values to keep
    private String notGenerated() {
        return "s".equals(target.generated())
                ? alter("DROP EXPRESSION")
                : "ALTER TABLE %s DROP COLUMN %s, ADD COLUMN %s %s"
                        .formatted(
                                Sql.readable(table()),
                                Sql.readable(source.name()),
                                Sql.readable(source.name()),
                                collated());
    }
}
