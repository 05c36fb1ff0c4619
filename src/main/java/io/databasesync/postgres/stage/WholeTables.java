package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.AbsentParts;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proves from the catalogs that tables have all their parts before they are published. It finds an index whose build
/// ended silently, for example.
public final class WholeTables {
    private WholeTables() {}

    /// @param wanted by the name that messages use for the table
    /// @param found by the same name
    /// @param where for messages: ` in the stage`
    /// @throws SyncException `VerificationFailed`, naming each table and the parts it lacks
    public static void prove(
            Map<TableName, TableDefinition> wanted, Map<TableName, TableDefinition> found, String where) {
        Map<TableName, String> lacking = new LinkedHashMap<>();
        wanted.forEach((name, definition) -> {
            TableDefinition there = found.get(name);
            List<String> absent =
                    there == null ? List.of("it is absent") : new AbsentParts(definition, there).sentences();
            if (!absent.isEmpty()) {
                lacking.put(name, "table %s%s is not whole: %s".formatted(name, where, String.join(", ", absent)));
            }
        });
        if (!lacking.isEmpty()) {
            throw SyncException.of(
                    Reason.VerificationFailed,
                    TableName.inWords(lacking.keySet()),
                    String.join("; ", lacking.values()) + "; nothing was published",
                    Fix.advice("sync again"));
        }
    }
}
