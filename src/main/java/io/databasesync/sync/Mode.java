package io.databasesync.sync;

/// How a run is asked to replace the rows of the target. The plan says with which `ChosenMode` it does. Constants are
/// spelled as in a manifest.
public enum Mode {
    /// Every table is staged. Those that can be swapped are, and the others are filled from their stage. `InPlace` only
    /// if the target allows no stage.
    Auto,
    /// New tables are built beside the old ones and replace them.
    Swap,
    /// The tables stay. One transaction replaces their rows, and readers wait for its end.
    InPlace
}
