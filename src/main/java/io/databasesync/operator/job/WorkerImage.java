package io.databasesync.operator.job;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.WorkerSpec;

/// The image of pods whose spec names none.
///
/// @param pullPolicy of every pod: `Always`, `IfNotPresent` or `Never`
public record WorkerImage(String name, String pullPolicy) {
    /// The image of a run.
    ///
    /// @param template the template of the run
    public String of(DatabaseSyncSpec template) {
        WorkerSpec worker = template.worker();
        return worker == null || worker.image() == null ? name : worker.image();
    }
}
