package io.databasesync.sync;

/// The protection of a connection: libpq's `sslmode`, spelled as in a manifest.
public enum SslMode {
    Disable("disable"),
    Prefer("prefer"),
    Require("require"),
    VerifyCA("verify-ca"),
    VerifyFull("verify-full");

    private final String libpq;

    SslMode(String libpq) {
        this.libpq = libpq;
    }

    /// As a libpq URI and pgjdbc spell it: `verify-full`.
    public String libpq() {
        return libpq;
    }
}
