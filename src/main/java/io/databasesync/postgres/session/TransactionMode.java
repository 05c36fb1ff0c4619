package io.databasesync.postgres.session;

/// How a transaction begins.
public enum TransactionMode {
    /// Cannot write, whatever is run in it.
    READ_ONLY("begin isolation level read committed read only"),
    /// One snapshot for all statements; cannot write either.
    SNAPSHOT("begin isolation level repeatable read read only"),
    READ_WRITE("begin isolation level read committed read write"),
    /// Does not wait for the disk: what a crash of the server takes from a stage was never visible, and the commit that
    /// begins the verification waits for all before it.
    STAGE_WRITE("begin isolation level read committed read write; set local synchronous_commit = off");

    private final String sql;

    TransactionMode(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
