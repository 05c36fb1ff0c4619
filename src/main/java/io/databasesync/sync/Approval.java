package io.databasesync.sync;

/// When a person has to agree to a plan before it is carried out. Constants are spelled as in a manifest.
public enum Approval {
    Never,
    /// If the plan has warnings.
    OnWarning,
    Always;

    /// Whether a plan with so many warnings waits for a person.
    public boolean needed(int warnings) {
        return this == Always || (this == OnWarning && warnings > 0);
    }
}
