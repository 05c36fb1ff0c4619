package io.databasesync.postgres.swap;

import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.stream.Collectors;

/// A foreign key that publishing would break.
///
/// @param sentence without a value of a row
public record BrokenForeignKey(String sentence, NamedRows rows) {

    /// The refusal because of some of them.
    ///
    /// @param fix what to do, after a semicolon
    public static SyncException refusal(List<BrokenForeignKey> keys, String fix) {
        String sentences = keys.stream().map(BrokenForeignKey::sentence).collect(Collectors.joining("; "));
        return new SyncException(Reason.ForeignKeyOutside, sentences + "; " + fix)
                .naming(keys.stream().map(BrokenForeignKey::rows).toList());
    }
}
