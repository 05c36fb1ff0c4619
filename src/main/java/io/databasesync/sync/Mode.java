package io.databasesync.sync;

/// How the rows of the target shall be replaced; the plan says in which `ChosenMode` they are. Constants are spelled as
/// in a manifest.
public enum Mode {
    /// `Swap` if all tables can be swapped, else `InPlace`.
    Auto,
    /// New tables are made beside the old ones and take their place.
    Swap,
    /// The tables stay, and their rows are replaced in one transaction, for whose end readers wait.
    InPlace
}
