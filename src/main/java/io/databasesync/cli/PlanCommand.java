package io.databasesync.cli;

import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dbsync plan`: shows what a sync would do.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows what dbsync sync would do with the same options, and everything that blocks it. Writes to neither"
                    + " database.",
            "",
            "The databases come from LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, as for dbsync sync. If"
                    + " something blocks the sync, the exit code is the one that the sync would end with."
        },
        footer = {"", Main.EXIT_CODES})
final class PlanCommand extends EngineCommand {
    @Mixin
    private final MethodOptions options = new MethodOptions();

    @Mixin
    private final Output output = new Output();

    PlanCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    public Integer call() {
        SyncRequest request = options.request(invocation(), Operation.Plan);
        return cancellable(() -> report(output.json()).print(quietly(request), Operation.Plan));
    }
}
