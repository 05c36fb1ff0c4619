package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A foreign key; its definition is `head`, the referenced table's name, `tail`.
///
/// @param mayAlter whether our role may drop and add it
public record ForeignKey(
        TableName table,
        String name,
        TableName referenced,
        String head,
        String tail,
        boolean validated,
        List<String> columns,
        List<String> referencedColumns,
        boolean matchFull,
        boolean temporal,
        boolean mayAlter,
        @Nullable String comment) {

    /// The definition, with the referenced table's name as SQL spells it.
    public String definition(String referencedName) {
        return head + referencedName + tail.replaceFirst(" NOT VALID$", "");
    }
}
