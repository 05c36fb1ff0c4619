package io.databasesync.cli.terminal;

import picocli.CommandLine.Option;

/// The output format of a command.
public final class Output {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default), json or yaml; for objects of a cluster and lists also wide or name. Stdout"
                    + " then has nothing beside it.")
    private Format format = Format.text;

    public Format format() {
        return format;
    }

    /// Whether stdout is for what the format says, so that sentences go to stderr.
    public boolean structured() {
        return format != Format.text;
    }
}
