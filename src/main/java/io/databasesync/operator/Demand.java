package io.databasesync.operator;

/// A run that somebody or something asks for.
///
/// @param name of the run, the same whenever it is asked for
/// @param reason shown in the run, and in the history of the replaced database
/// @param tried how many runs before it got no connection, in a row
record Demand(String name, String reason, int tried) {
    Demand(String name, String reason) {
        this(name, reason, 0);
    }
}
