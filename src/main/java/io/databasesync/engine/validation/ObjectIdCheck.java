package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks columns that refer to objects of their server by name, or by a number that differs on another server.
public final class ObjectIdCheck {
    /// Types that are copied as names; the target looks the names up when it writes them.
    private static final Set<String> OF_TABLES = Set.of("regclass", "regtype");

    private final SourceDatabase source;

    public ObjectIdCheck(SourceDatabase source) {
        this.source = source;
    }

    /// Refuses tables that refer to large objects by number: large objects are not copied.
    public void largeObjects(List<TablePair> pairs, Blockers blockers) {
        if (pairs.isEmpty() || !source.read(Catalog::hasLargeObjects)) {
            return;
        }
        blockers.together(pairs.stream()
                .flatMap(pair -> columns(pair, Set.of("oid")).stream()
                        .filter(c -> !c.leaf().inArray())
                        .map(c -> Checked.only(own -> own.check(() -> largeObject(pair, c)))))
                .toList());
    }

    private void largeObject(TablePair pair, Column column) {
        Optional<Long> object = source.read(c -> c.largeObjectOf(pair.source(), column.name()));
        if (object.isPresent()) {
            throw SyncException.of(
                    Reason.LargeObjects,
                    "table " + pair.name(),
                    "column %s of table %s refers to large objects of the source (%d is one), which are not copied"
                            .formatted(column.name(), pair.name(), object.get()),
                    Fix.advice("keep them in a column of type bytea").or(Fix.exclude(pair.name())));
        }
    }

    /// Warns of columns whose numbers cannot be translated.
    public static List<String> warnings(List<TablePair> pairs) {
        List<String> warnings = new ArrayList<>();
        for (TablePair pair : pairs) {
            for (Column column : columns(pair, Set.of("oid"))) {
                warnings.add(
                        "column %s of %s is copied as the numbers that it holds: as oid, they name objects of the source, and others or none on the target"
                                .formatted(Sql.readable(column.name()), pair.name()));
            }
        }
        return warnings;
    }

    /// Why a table cannot be swapped: the target would look a name up while the old table still has it.
    static Optional<SyncException> obstacle(TablePair pair) {
        return columns(pair, OF_TABLES).stream()
                .findFirst()
                .map(c -> SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + pair.name(),
                        "column %s of table %s is of type %s, and its values would name replaced tables after a swap"
                                .formatted(c.name(), pair.name(), c.leaf().name()),
                        Fix.exclude(pair.name())));
    }

    private static List<Column> columns(TablePair pair, Set<String> types) {
        return pair.columns().stream()
                .flatMap(name -> pair.source().column(name).stream())
                .filter(c -> "pg_catalog".equals(c.leaf().schema())
                        && types.contains(c.leaf().name()))
                .toList();
    }
}
