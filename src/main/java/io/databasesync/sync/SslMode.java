package io.databasesync.sync;

/// How a connection is protected; libpq's `sslmode`, spelled as in a manifest.
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
