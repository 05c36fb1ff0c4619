package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.text.Display;
import java.util.Optional;

/// Asks for a run when `spec.trigger` has a new value.
final class TriggerDemand {
    private TriggerDemand() {}

    static Optional<Demand> of(SyncState state) {
        String handled = state.before(DatabaseSyncStatus::lastHandledTrigger).orElse(null);
        return Optional.ofNullable(state.spec().trigger())
                .filter(trigger -> !trigger.equals(handled))
                .flatMap(trigger ->
                        SpecDemand.unanswered(state, Display.cut("trigger " + trigger, DatabaseSyncRunSpec.MAX_REASON)))
                .map(Demand::triggered);
    }
}
