package io.databasesync.postgres.session;

import java.util.List;

/// How a transaction begins.
public enum TransactionMode {
    /// Cannot write.
    READ_ONLY("begin isolation level read committed read only"),
    /// One snapshot for all statements. Cannot write either.
    SNAPSHOT("begin isolation level repeatable read read only"),
    READ_WRITE("begin isolation level read committed read write"),
    /// Does not wait for the disk. Rows of a stage that a crash of the server loses were never visible. The commit
    /// that begins the verification waits for all commits before it.
    STAGE_WRITE("begin isolation level read committed read write", "set local synchronous_commit = off");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> statements;

    TransactionMode(String... statements) {
        this.statements = List.of(statements);
    }

    boolean reads() {
        return switch (this) {
            case READ_ONLY, SNAPSHOT -> true;
            case READ_WRITE, STAGE_WRITE -> false;
        };
    }

    List<String> statements() {
        return statements;
    }
}
