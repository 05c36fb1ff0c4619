package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Proves that a target still is what the validation of a swap found.
///
/// @param replaced as they were found
/// @param moving OIDs of all tables and views that move out
record UnchangedTarget(Stage stage, List<TableDefinition> replaced, List<Long> moving) {

    /// Asks what `prove` compares, side by side.
    boolean ahead(Catalog catalog) {
        List<Long> oids = replaced.stream().map(TableDefinition::oid).toList();
        Round.ahead(List.of(
                () -> stage.tablesNow(catalog),
                () -> catalog.definitionsOf(oids),
                () -> stage.views().now(catalog),
                () -> catalog.objects().blockers(moving)));
        return true;
    }

    /// @throws SyncException `PublishFailed` or `DependentBlocks`, with what has changed
    void prove(Catalog catalog) {
        stage.proveSameTables(catalog, Reason.PublishFailed);
        List<Long> oids = replaced.stream().map(TableDefinition::oid).toList();
        Map<Long, TableDefinition> now = catalog.definitionsOf(oids).stream()
                .collect(Collectors.toMap(TableDefinition::oid, Function.identity()));
        for (TableDefinition before : replaced) { // a part that was added since would be lost with the table
            TableDefinition found = now.get(before.oid());
            if (found == null || !found.sameDefinition(before)) {
                throw SyncException.of(
                        Reason.PublishFailed,
                        "table " + before.name(),
                        "table %s was altered on the target during the run".formatted(before.name()),
                        Fix.advice("sync again"));
            }
        }
        stage.views().checkUnchanged(catalog);
        catalog.objects().blockers(moving).forEach((oid, what) -> {
            throw SyncException.of(
                    Reason.DependentBlocks,
                    Optional.ofNullable(now.get(oid))
                            .map(table -> "table " + table.name())
                            .orElse("the selected tables"),
                    "an object that keeps it from being swapped was made on the target during the run (%s)"
                            .formatted(String.join(", ", what)),
                    Fix.advice("drop that object, then sync again"));
        });
    }
}
