package io.databasesync.api;

import io.databasesync.sync.Phase;

/// How a run ended. Constants are spelled as in `status.result`.
public enum RunResult {
    Succeeded(Phase.Succeeded),
    Failed(Phase.Failed),
    Cancelled(Phase.Cancelled);

    private final Phase phase;

    RunResult(Phase phase) {
        this.phase = phase;
    }

    /// The phase of a run with this result.
    public Phase phase() {
        return phase;
    }
}
