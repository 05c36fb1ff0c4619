package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import org.jspecify.annotations.Nullable;

/// What has a name that something else is to get.
///
/// @param kind as in `ALTER kind … RENAME TO`, in small letters
/// @param table to which it belongs, as SQL spells it
public record NameHolder(
        String kind, TableName name, @Nullable String table) {}
