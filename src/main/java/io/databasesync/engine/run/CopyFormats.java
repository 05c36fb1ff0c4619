package io.databasesync.engine.run;

import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The copy format of each table: binary if the plan says so, and text after a server has refused binary. Used by
/// several threads.
public final class CopyFormats {
    /// SQLSTATEs of a wrong binary form, no binary form, one of another type, and one that is too short. Poolers also
    /// report a lost connection with the last one; then text does no harm.
    private static final Set<String> NOT_BINARY = Set.of("22P03", "42883", "42804", "08P01");

    private final Set<TableName> asText = ConcurrentHashMap.newKeySet();

    public boolean binary(RunTable table) {
        return table.pair().binary() && !asText.contains(table.name());
    }

    /// Whether a server may have refused the binary format.
    public static boolean mayBeBinary(SyncException failure) {
        return failure.sqlState().filter(NOT_BINARY::contains).isPresent();
    }

    /// Finds out whether a copy failed because of its format, and remembers that.
    ///
    /// @param binary whether the copy was in binary
    /// @return whether the caller should try again, as text
    public boolean refused(RunTable table, boolean binary, SyncException failure) {
        boolean refused = binary && mayBeBinary(failure);
        if (refused) {
            asText.add(table.name());
        }
        return refused;
    }
}
