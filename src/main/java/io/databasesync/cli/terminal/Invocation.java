package io.databasesync.cli.terminal;

import io.databasesync.engine.SyncEngine;
import io.databasesync.engine.SyncRunner;
import java.nio.file.Path;
import java.util.Map;

/// A command's view of its process.
///
/// @param directory where commands look for `.env` and manifests
public record Invocation(Map<String, String> environment, Path directory, Terminal terminal, SyncRunner engine) {
    public static Invocation ofThisProcess() {
        return new Invocation(System.getenv(), Path.of(""), Terminal.ofThisProcess(), new SyncEngine()::run);
    }
}
