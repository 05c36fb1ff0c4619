package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.RowTypeUse;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Refuses to create tables whose columns contain rows of other tables that are not there yet: a column keeps the row
/// type of the table that it was created with.
public final class RowTypeCheck {
    private RowTypeCheck() {}

    /// @param blockers gets each column that the run cannot create: `UnsupportedTable`
    public static void check(SourceDatabase source, TargetDatabase target, List<TablePair> pairs, Blockers blockers) {
        Set<TableName> selected = pairs.stream().map(TablePair::name).collect(Collectors.toSet());
        List<RowTypeUse> lacking = Round.filter(
                uses(source, pairs),
                use -> !target.objects().hasRelation(use.of().schema(), use.of().name()));
        for (RowTypeUse use : lacking) {
            TableName of = use.of();
            blockers.addAll(List.of(refusal(
                    use,
                    "which the target lacks",
                    Fix.advice(
                            selected.contains(of)
                                    ? "sync %s alone first, or create it there by hand".formatted(of)
                                    : "create %s there first".formatted(of)))));
        }
    }

    /// The columns of tables to create that contain rows of other tables.
    public static List<RowTypeUse> uses(SourceDatabase source, List<TablePair> pairs) {
        List<Long> created = pairs.stream()
                .filter(p -> p.target().isEmpty())
                .map(p -> p.source().oid())
                .toList();
        return created.isEmpty() ? List.of() : source.read(c -> c.rowTypeUses(created));
    }

    private static SyncException refusal(RowTypeUse use, String why, Fix fix) {
        return SyncException.of(
                Reason.UnsupportedTable,
                "table " + use.table(),
                "table %s cannot be created on the target: its column %s contains rows of %s, %s"
                        .formatted(use.table(), use.column(), use.of(), why),
                fix.or(Fix.exclude(use.table())));
    }
}
