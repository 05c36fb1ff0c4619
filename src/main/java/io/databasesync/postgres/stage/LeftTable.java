package io.databasesync.postgres.stage;

import java.util.Set;

/// A table that an earlier process of the run has loaded into the stage, and that stays.
///
/// @param parts how many parts it was loaded in
/// @param indexes the ones that stay
/// @param finished whether it has its constraints, too
record LeftTable(int parts, Set<String> indexes, boolean finished) {
    LeftTable {
        indexes = Set.copyOf(indexes);
    }
}
