package io.databasesync.postgres.swap;

import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.stream.Collectors;

/// A foreign key that publishing would break.
///
/// @param sentence contains no value of a row
public record BrokenForeignKey(String sentence, NamedRows rows) {

    /// Refuses to publish because of these keys.
    ///
    /// @param fix what the operator can do; it follows a semicolon
    public static SyncException refusal(List<BrokenForeignKey> keys, String fix) {
        String sentences = keys.stream().map(BrokenForeignKey::sentence).collect(Collectors.joining("; "));
        return new SyncException(Reason.ForeignKeyOutside, sentences + "; " + fix)
                .naming(keys.stream().map(BrokenForeignKey::rows).toList());
    }
}
