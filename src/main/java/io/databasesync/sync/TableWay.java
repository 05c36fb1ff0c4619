package io.databasesync.sync;

/// How a run replaces the rows of one table. Constants are spelled as in a status.
public enum TableWay {
    /// A new table is built in the stage and moves into the place of the old one.
    Move,
    /// The rows are staged and verified. The table stays: the publishing transaction empties it and fills it from the
    /// stage.
    Fill,
    /// The table stays: one transaction empties it and copies the source's rows into it.
    InPlace
}
