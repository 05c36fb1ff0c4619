package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;

/// A column of a type, or of an array of it.
public record TypeUse(TableName table, Column column, boolean array) {

    /// Columns of the target's tables.
    static List<TypeUse> of(List<TablePair> pairs, UserType type) {
        List<TypeUse> uses = new ArrayList<>();
        for (TablePair pair : pairs) {
            for (Column column : pair.target().map(TableDefinition::columns).orElse(List.of())) {
                boolean array = column.type().equals(type.spelled() + "[]");
                if (array || column.type().equals(type.spelled())) {
                    uses.add(new TypeUse(pair.name(), column, array));
                }
            }
        }
        return uses;
    }
}
