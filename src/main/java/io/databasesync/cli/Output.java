package io.databasesync.cli;

import picocli.CommandLine.Option;

/// The output format of a command.
final class Output {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default), or json: one object on stdout, and everything else on stderr.")
    private Format format = Format.text;

    /// Constants are spelled as they are typed.
    enum Format {
        text,
        json
    }

    boolean json() {
        return format == Format.json;
    }
}
