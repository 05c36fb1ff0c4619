package io.databasesync.sync;

/// A secret that prints as `***`. No log, message or debugger line shows it.
public record Password(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
