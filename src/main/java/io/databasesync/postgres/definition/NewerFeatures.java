package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The features of a table that older major versions of PostgreSQL lack.
///
/// @see <a href="https://www.postgresql.org/docs/release/">Release notes</a>
public final class NewerFeatures {
    private static final Pattern ODD_SCALE = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");
    private static final Pattern SOME_COLUMNS = Pattern.compile("ON DELETE SET (NULL|DEFAULT) \\(");

    private static final Pattern OPTION_OF_18 =
            Pattern.compile("(?:toast\\.)?(autovacuum_vacuum_max_threshold|vacuum_max_eager_freeze_failure_rate)=.*");

    private final TableDefinition definition;
    private final int major;
    private final List<String> lacking = new ArrayList<>();

    private NewerFeatures(TableDefinition definition, int major) {
        this.definition = definition;
        this.major = major;
    }

    /// Features of a table that a server lacks, each with the first major version that has it.
    public static List<String> lacking(TableDefinition definition, int major) {
        NewerFeatures features = new NewerFeatures(definition, major);
        features.columns();
        features.options();
        features.constraints();
        return features.lacking.stream().distinct().toList();
    }

    private void columns() {
        columns(18, "virtual generated column", c -> "v".equals(c.generated()));
        columns(15, "column of a numeric type with an odd scale", c -> oddScale(c.type()));
        columns(
                18,
                "NOT NULL that is NO INHERIT or NOT VALID on column",
                c -> c.notNullConstraint() != null
                        && (c.notNullConstraint().noInherit()
                                || !c.notNullConstraint().validated()));
    }

    private void columns(int since, String what, Predicate<Column> has) {
        definition.columns().stream().filter(has).forEach(c -> found(since, what + " " + c.name()));
    }

    private void options() {
        definition.table().options().stream()
                .map(OPTION_OF_18::matcher)
                .filter(Matcher::matches)
                .forEach(option -> found(18, "storage option " + option.group(1)));
    }

    private static boolean oddScale(String type) {
        var scale = ODD_SCALE.matcher(type);
        return scale.find()
                && (scale.group(2).startsWith("-")
                        || Integer.parseInt(scale.group(2)) > Integer.parseInt(scale.group(1)));
    }

    private void constraints() {
        for (Index index : definition.indexes()) {
            if (index.definition().contains(" NULLS NOT DISTINCT")) {
                found(15, "NULLS NOT DISTINCT of index " + index.name());
            }
            Index.Constraint constraint = index.constraint();
            if (constraint != null && constraint.withoutOverlaps()) {
                found(18, "WITHOUT OVERLAPS of constraint " + constraint.name());
            }
            if (constraint != null && constraint.partitioned() && "x".equals(constraint.type())) {
                found(17, "exclusion constraint of a partitioned table " + constraint.name());
            }
        }
        Stream<String> checks = definition.checks().stream()
                .filter(c -> c.definition().endsWith(" NOT ENFORCED"))
                .map(Check::name);
        Stream<String> keys = definition.foreignKeys().stream()
                .filter(k -> k.tail().endsWith(" NOT ENFORCED"))
                .map(ForeignKey::name);
        Stream.concat(checks, keys).forEach(name -> found(18, "NOT ENFORCED of constraint " + name));
        for (ForeignKey key : definition.foreignKeys()) {
            if (key.temporal()) {
                found(18, "PERIOD of foreign key " + key.name());
            }
            if (key.partitioned() && !key.validated()) {
                found(18, "NOT VALID of foreign key " + key.name() + " of a partitioned table");
            }
            if (SOME_COLUMNS.matcher(key.tail()).find()) {
                found(15, "ON DELETE SET of some columns of foreign key " + key.name());
            }
        }
    }

    private void found(int since, String what) {
        if (major < since) {
            lacking.add("%s needs PostgreSQL %d".formatted(what, since));
        }
    }
}
