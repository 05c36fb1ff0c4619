package io.databasesync.postgres.session;

/// How a transaction begins.
public enum TransactionMode {
    /// Cannot write.
    READ_ONLY("begin isolation level read committed read only"),
    /// One snapshot for all statements. Cannot write either.
    SNAPSHOT("begin isolation level repeatable read read only"),
    READ_WRITE("begin isolation level read committed read write"),
    /// Does not wait for the disk. Rows of a stage that a crash of the server loses were never visible. The commit
    /// that begins the verification waits for all commits before it.
    STAGE_WRITE("begin isolation level read committed read write; set local synchronous_commit = off");

    private final String sql;

    TransactionMode(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
