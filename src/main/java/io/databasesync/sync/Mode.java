package io.databasesync.sync;

/// How the rows of the target are replaced; one mode for a whole run. Constants are spelled as in a manifest.
public enum Mode {
    /// `Swap` if all tables can be swapped, else `InPlace`.
    Auto,
    /// New tables are made beside the old ones and take their place.
    Swap,
    /// The tables stay, and their rows are replaced in one transaction, for whose end readers wait.
    InPlace
}
