package io.databasesync.sync;

/// One of the two databases of a run, by what the direction makes of it.
public enum Side {
    Source("source"),
    Target("target");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    /// As a sentence names it.
    @Override
    public String toString() {
        return word;
    }
}
