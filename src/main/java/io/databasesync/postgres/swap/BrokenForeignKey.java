package io.databasesync.postgres.swap;

import io.databasesync.sync.Fix;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.stream.Collectors;

/// A foreign key that publishing would break.
///
/// @param key with its table: `foreign key orders_customer_fkey of public.orders`
/// @param sentence contains no value of a row
public record BrokenForeignKey(String key, String sentence, NamedRows rows) {

    /// Refuses to publish because of these keys.
    public static SyncException refusal(List<BrokenForeignKey> keys, Fix fix) {
        String objects = keys.stream().map(BrokenForeignKey::key).collect(Collectors.joining(", "));
        String sentences = keys.stream().map(BrokenForeignKey::sentence).collect(Collectors.joining("; "));
        return SyncException.of(Reason.ForeignKeyOutside, objects, sentences, fix)
                .naming(keys.stream().map(BrokenForeignKey::rows).toList());
    }
}
