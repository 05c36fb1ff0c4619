package io.databasesync.cli.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The connection to the person who runs a command.
///
/// @param interactive whether a person can answer and see a bar
/// @param answers the next typed line; empty if no more will come
/// @param screen where the bar is drawn
public record Terminal(boolean interactive, Supplier<Optional<String>> answers, PrintStream screen) {
    private static final Set<String> YES = Set.of("y", "yes");

    /// Asks for a yes; no answer means no.
    ///
    /// @param out where the question is printed
    public boolean agreed(PrintWriter out, String question) {
        out.print(question + " [y/N] ");
        out.flush();
        return answers.get()
                .map(answer -> answer.strip().toLowerCase(Locale.ROOT))
                .filter(YES::contains)
                .isPresent();
    }

    public static Terminal ofThisProcess() {
        // without a terminal, JDK 25 has no console; other JDKs have one whose `isTerminal` is false
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> new Terminal(true, () -> Optional.ofNullable(console.readLine()), System.err))
                .orElseGet(() -> new Terminal(false, Optional::empty, System.err));
    }
}
