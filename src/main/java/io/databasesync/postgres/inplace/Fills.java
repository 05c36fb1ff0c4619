package io.databasesync.postgres.inplace;

import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The tables of a staged run that stay: the publishing transaction empties them and fills them from their stage.
///
/// @param unlogged whether a publication for all tables would publish their stage and the copies of their old rows
public record Fills(InPlaceTables tables, boolean unlogged) {
    public static final Fills NONE =
            new Fills(new InPlaceTables(List.of(), new InPlaceKeys(List.of(), List.of())), false);

    public boolean isEmpty() {
        return tables.tables().isEmpty();
    }

    public Set<TableName> names() {
        return tables.tables().stream().map(t -> t.name()).collect(Collectors.toSet());
    }
}
