package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;

/// Refuses to create tables with a compression that the target's server was built without.
final class CompressionCheck {
    private CompressionCheck() {}

    static List<SyncException> of(TargetDatabase target, List<TableDefinition> created) {
        return created.stream().flatMap(t -> t.columns().stream()).noneMatch(CompressionCheck::lz4)
                ? List.of()
                : refusals(created, target.read(c -> c.code().compressionMethods()));
    }

    static List<SyncException> refusals(List<TableDefinition> created, List<String> methods) {
        return methods.contains("lz4")
                ? List.of()
                : created.stream()
                        .flatMap(t -> t.columns().stream()
                                .filter(CompressionCheck::lz4)
                                .map(c -> SyncException.of(
                                        Reason.UnsupportedTable,
                                        "table " + t.name(),
                                        "table %s cannot be created on the target, whose server was built without lz4: column %s is compressed with it"
                                                .formatted(t.name(), c.name()),
                                        Fix.advice("create the table there by hand with another compression")
                                                .or(Fix.exclude(t.name())))))
                        .toList();
    }

    private static boolean lz4(Column column) {
        return "l".equals(column.compression());
    }
}
