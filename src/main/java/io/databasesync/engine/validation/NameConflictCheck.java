package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.NameHolder;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Checks that the names of a new table's row type, indexes, sequences and extended statistics are free on the
/// target. The last three do not change when a table is renamed on the source.
public final class NameConflictCheck {
    /// Leaves room for the suffix in a name of 63 bytes, if the name is ASCII.
    private static final int LONGEST_STEM = 59;

    /// The new object for each name.
    private final Map<TableName, Coming> relations = new TreeMap<>();

    private final Map<TableName, Coming> statistics = new TreeMap<>();
    private final Map<TableName, Coming> types = new TreeMap<>();

    private record Coming(String what, TableName table) {}

    private NameConflictCheck() {}

    /// @param blockers gets each name that is taken: `UnsupportedTable`
    public static void check(TargetDatabase target, List<TablePair> pairs, Blockers blockers) {
        NameConflictCheck names = new NameConflictCheck();
        List<TableDefinition> created = pairs.stream()
                .filter(p -> p.target().isEmpty())
                .map(TablePair::definition)
                .toList();
        created.forEach(names::add);
        List<NameHolder> holders = target.read(c ->
                c.objects().nameHolders(names.relations.keySet(), names.statistics.keySet(), names.types.keySet()));
        blockers.addAll(Round.filter(holders, h -> names.stays(target, h)).stream()
                .flatMap(h -> names.refusal(h).stream())
                .toList());
        created.forEach(definition -> blockers.addAll(names.borrowedIdentities(definition)));
    }

    // What an ended run has left goes away.
    private boolean stays(TargetDatabase target, NameHolder holder) {
        String schema = holder.name().schema();
        String name = holder.name().name();
        return (!types(holder) || target.objects().hasType(schema, name))
                && (!"sequence".equals(holder.kind()) || target.objects().hasSequence(schema, name));
    }

    private boolean types(NameHolder holder) {
        return "domain".equals(holder.kind())
                || ("type".equals(holder.kind()) && !relations.containsKey(holder.name()));
    }

    private void add(TableDefinition definition) {
        TableName table = definition.name();
        types.put(table, new Coming("its row type", table));
        definition
                .indexes()
                .forEach(i ->
                        relations.put(new TableName(table.schema(), i.name()), new Coming("index " + i.name(), table)));
        definition.sequences().stream()
                .filter(Sequence::movesWithTable)
                .forEach(s -> relations.put(
                        new TableName(table.schema(), s.name()), new Coming("sequence " + s.name(), table)));
        definition
                .statistics()
                .forEach(s -> statistics.put(
                        new TableName(s.schema(), s.name()), new Coming("statistics " + s.name(), table)));
    }

    private Optional<SyncException> refusal(NameHolder holder) {
        Map<TableName, Coming> wanted =
                types(holder) ? types : "statistics".equals(holder.kind()) ? statistics : relations;
        return Optional.ofNullable(wanted.get(holder.name()))
                .map(coming -> SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + coming.table(),
                        "table %s is to be created with %s, but on the target %s %s%s has that name"
                                .formatted(
                                        coming.table(),
                                        coming.what(),
                                        holder.kind(),
                                        Sql.readable(holder.name()),
                                        holder.table() == null ? "" : " of " + holder.table()),
                        Fix.run("ALTER %s %s RENAME TO %s"
                                        .formatted(
                                                holder.kind().toUpperCase(Locale.ROOT),
                                                Sql.readable(holder.name()),
                                                Sql.readable(
                                                        otherName(holder.name().name()))))
                                .or(Fix.exclude(coming.table()))));
    }

    // An identity cannot be created before its table, and the table cannot be created after the default.
    private List<SyncException> borrowedIdentities(TableDefinition definition) {
        return definition.sequences().stream()
                .filter(s -> !s.movesWithTable())
                .flatMap(s -> Optional.ofNullable(relations.get(s.qualified())).stream()
                        .map(coming -> SyncException.of(
                                Reason.UnsupportedTable,
                                "table " + definition.name(),
                                "table %s is to be created with a default of column %s that uses %s, the identity of %s, which is to be created as well"
                                        .formatted(definition.name(), s.column(), coming.what(), coming.table()),
                                Fix.advice("sync %s alone first".formatted(coming.table()))
                                        .or(Fix.exclude(definition.name())))))
                .toList();
    }

    private static String otherName(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_STEM)) + "_old";
    }
}
