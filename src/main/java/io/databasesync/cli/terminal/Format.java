package io.databasesync.cli.terminal;

/// The output formats. Constants are spelled as they are typed.
public enum Format {
    text,
    wide,
    json,
    yaml,
    name;

    /// Whether the output is lines for a person.
    public boolean table() {
        return this == text || this == wide;
    }
}
