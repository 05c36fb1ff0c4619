package io.databasesync.sync;

/// When a person has to approve a plan before the run writes. Constants are spelled as in a manifest.
public enum Approval {
    Never,
    /// If the plan has warnings.
    OnWarning,
    Always;

    /// Whether a plan with this number of warnings waits for a person.
    public boolean needed(int warnings) {
        return this == Always || (this == OnWarning && warnings > 0);
    }
}
