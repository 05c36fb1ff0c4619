package io.databasesync.sync;

/// The mode of a run for all of its tables. The plan, the outcome and the target's history name it. Constants are
/// spelled as in a manifest.
public enum ChosenMode {
    /// New tables are built beside the old ones and replace them.
    Swap,
    /// The tables stay. One transaction replaces their rows, and readers wait for its end.
    InPlace
}
