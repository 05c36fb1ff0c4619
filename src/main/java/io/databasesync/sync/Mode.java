package io.databasesync.sync;

/// How a run is asked to replace the rows of the target. The plan says with which `ChosenMode` it does. Constants are
/// spelled as in a manifest.
public enum Mode {
    /// `Swap` if all tables can be swapped, otherwise `InPlace`.
    Auto,
    /// New tables are built beside the old ones and replace them.
    Swap,
    /// The tables stay. One transaction replaces their rows, and readers wait for its end.
    InPlace
}
