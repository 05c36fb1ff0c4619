package io.databasesync.cli;

import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dbsync verify`: compares the content of both databases.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Compares the selected tables of both databases by checksum. Writes to neither.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, as for dbsync sync."
        },
        footer = {"", Main.EXIT_CODES})
final class VerifyCommand extends EngineCommand {
    @Mixin
    private final SyncOptions options = new SyncOptions();

    @Mixin
    private final Output output = new Output();

    VerifyCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation(), Operation.Verify);
        return cancellable(() -> report(output.json()).print(onScreen(request), Operation.Verify));
    }
}
