package io.databasesync.sync;

/// The kinds of end that reasons give a run: the exit code, and whether the same request can succeed later. A kind
/// with `Now` in its name can.
enum Ending {
    Invalid(1, false),
    Unreachable(2, false),
    UnreachableNow(2, true),
    Failed(3, false),
    FailedNow(3, true),
    Unequal(4, false),
    Stopped(5, false),
    Refused(6, false),
    RefusedNow(6, true),
    Broken(70, false);

    private final int exitCode;
    private final boolean retryable;

    Ending(int exitCode, boolean retryable) {
        this.exitCode = exitCode;
        this.retryable = retryable;
    }

    int exitCode() {
        return exitCode;
    }

    boolean retryable() {
        return retryable;
    }
}
