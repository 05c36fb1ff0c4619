package io.databasesync.cli.terminal;

/// The output formats of lists. Constants are spelled as they are typed.
public enum Format {
    text,
    wide,
    json,
    yaml,
    name
}
