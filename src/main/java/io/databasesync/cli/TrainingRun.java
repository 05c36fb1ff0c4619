package io.databasesync.cli;

/// Runs several commands in one process. A class cache holds the classes of one process, so the build makes it of this
/// one; nobody else starts it.
///
/// @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
public final class TrainingRun {
    private TrainingRun() {}

    /// @param commands each the arguments of one `dbsync`, separated by spaces. The process ends with the code of the
    /// first one that fails.
    public static void main(String[] commands) {
        for (String command : commands) {
            int code = Main.run(command.split(" ", -1));
            if (code != 0) {
                System.exit(code);
            }
        }
        System.exit(0);
    }
}
