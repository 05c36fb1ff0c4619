package io.databasesync.engine;

import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.SyncException;
import java.util.List;

/// How the staged rows of one table become visible.
sealed interface Publication {
    TablePair pair();

    /// The new table moves into the place of the old one.
    record Move(TablePair pair) implements Publication {}

    /// The table stays: it is emptied, and filled from its stage.
    ///
    /// @param obstacles why it cannot move
    record Fill(TablePair pair, List<SyncException> obstacles) implements Publication {
        public Fill {
            obstacles = List.copyOf(obstacles);
        }
    }
}
