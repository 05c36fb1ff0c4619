package io.databasesync.cli;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The person's end.
///
/// @param interactive whether somebody is there to answer and to look at a bar
/// @param answers the next line somebody typed; empty when there will be none
/// @param screen where a bar is drawn
record Terminal(boolean interactive, Supplier<Optional<String>> answers, PrintStream screen) {
    private static final Set<String> YES = Set.of("y", "yes");

    /// Asks somebody for a yes; no answer is none.
    ///
    /// @param out where the question is read
    boolean agreed(PrintWriter out, String question) {
        out.print(question + " [y/N] ");
        out.flush();
        return answers.get()
                .map(answer -> answer.strip().toLowerCase(Locale.ROOT))
                .filter(YES::contains)
                .isPresent();
    }

    static Terminal ofThisProcess() {
        // JDK 25 has no console where there is no terminal, others have one that says so
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> new Terminal(true, () -> Optional.ofNullable(console.readLine()), System.err))
                .orElseGet(() -> new Terminal(false, Optional::empty, System.err));
    }
}
