package io.databasesync.cli.terminal;

import picocli.CommandLine.Option;

/// The output format of a command.
public final class Output {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "text (default), json or yaml. The last two print one object on stdout, and the rest on stderr.")
    private Kind kind = Kind.text;

    /// Constants are spelled as they are typed.
    public enum Kind {
        text,
        json,
        yaml
    }

    public Kind kind() {
        return kind;
    }

    /// Whether a program reads stdout.
    public boolean structured() {
        return kind != Kind.text;
    }
}
