package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;

/// A column that has a type, or an array of it.
public record TypeUse(TableName table, Column column, boolean array) {

    /// Columns of tables of the target.
    static List<TypeUse> of(List<TablePair> pairs, UserType type) {
        List<TypeUse> uses = new ArrayList<>();
        for (TablePair pair : pairs) {
            for (Column column : pair.target().map(TableShape::columns).orElse(List.of())) {
                boolean array = column.type().equals(type.spelled() + "[]");
                if (array || column.type().equals(type.spelled())) {
                    uses.add(new TypeUse(pair.name(), column, array));
                }
            }
        }
        return uses;
    }
}
