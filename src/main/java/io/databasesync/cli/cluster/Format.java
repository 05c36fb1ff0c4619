package io.databasesync.cli.cluster;

/// The output formats of lists. Constants are spelled as they are typed.
enum Format {
    text,
    wide,
    json,
    yaml,
    name
}
