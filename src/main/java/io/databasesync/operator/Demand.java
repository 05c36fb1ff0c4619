package io.databasesync.operator;

/// A run that should start, and why.
///
/// @param name the name of the run: the same demand always has the same name
/// @param reason shown in the run and in the history of the target
/// @param tried how many runs in a row got no connection before this one
record Demand(String name, String reason, int tried) {
    Demand(String name, String reason) {
        this(name, reason, 0);
    }
}
