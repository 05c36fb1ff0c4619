package io.databasesync.sync;

/// Why a run ended as it did: a condition's reason, the CLI's word, a metric's label. Public API, never renamed.
public enum Reason {
    InvalidSpec(1, false),
    UnmatchedPattern(1, false),
    ConnectionFailed(2, true),
    AuthenticationFailed(2, false),
    DatabaseMissing(2, false),
    /// Stage tables could not be made.
    StageFailed(3, false),
    CopyFailed(3, false),
    IndexFailed(3, false),
    PublishFailed(3, false),
    /// A lock on the target that publishing needs was not given in time; nothing is lost by another attempt.
    TargetLocked(3, true),
    /// A server went away or ended our session.
    ConnectionLost(3, true),
    /// SQLSTATE class 53: disk full, out of memory, too many connections.
    InsufficientResources(3, true),
    VerificationFailed(4, false),
    Cancelled(5, false),
    /// Another run holds the target.
    TargetBusy(6, true),
    SameDatabase(6, false),
    EndpointReadOnly(6, false),
    VersionUnsupported(6, false),
    TableMissing(6, false),
    SchemaDrift(6, false),
    ExtensionMissing(6, false),
    PrivilegeMissing(6, false),
    UnsupportedTable(6, false),
    ForeignKeyOutside(6, false),
    DependentBlocks(6, false),
    /// A bug of ours.
    InternalError(70, false);

    private final int exitCode;
    private final boolean retryable;

    Reason(int exitCode, boolean retryable) {
        this.exitCode = exitCode;
        this.retryable = retryable;
    }

    /// The exit code of `dbsync` in a terminal; a pod exits with 75 instead when another attempt is worth it.
    public int exitCode() {
        return exitCode;
    }

    /// Whether the same request can succeed later without anybody changing anything.
    public boolean retryable() {
        return retryable;
    }
}
