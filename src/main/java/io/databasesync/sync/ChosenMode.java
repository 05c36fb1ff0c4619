package io.databasesync.sync;

/// The mode that a run does all of its tables in, which is what its plan, its outcome and the target's history say.
/// Constants are spelled as in a manifest.
public enum ChosenMode {
    /// New tables are made beside the old ones and take their place.
    Swap,
    /// The tables stay, and their rows are replaced in one transaction, for whose end readers wait.
    InPlace
}
