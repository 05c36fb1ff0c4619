package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import org.jspecify.annotations.Nullable;

/// An object whose name another object needs.
///
/// @param kind as in `ALTER kind … RENAME TO`, in small letters
/// @param table that it belongs to, as SQL spells it
public record NameHolder(
        String kind, TableName name, @Nullable String table) {}
