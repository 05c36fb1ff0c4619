package io.databasesync.engine.run;

import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// In which format each table is copied: in binary where the plan says so, until a server refuses it; as text from
/// there on. Used by several threads.
public final class CopyFormats {
    /// No binary form, a wrong one, one of another type, or one that is too short. The last one is also what poolers
    /// say of a connection that they have lost; then text does no harm.
    private static final Set<String> NOT_BINARY = Set.of("22P03", "42883", "42804", "08P01");

    private final Set<TableName> asText = ConcurrentHashMap.newKeySet();

    public boolean binary(RunTable table) {
        return table.pair().binary() && !asText.contains(table.name());
    }

    /// Looks whether a copy failed because of its format, and remembers it then.
    ///
    /// @param binary how it was copied
    /// @return whether another try, as text, is worth it
    public boolean refused(RunTable table, boolean binary, SyncException failure) {
        boolean refused =
                binary && failure.sqlState().filter(NOT_BINARY::contains).isPresent();
        if (refused) {
            asText.add(table.name());
        }
        return refused;
    }
}
