package io.databasesync.cli;

import io.databasesync.engine.SyncEngine;
import io.databasesync.engine.SyncRunner;
import java.nio.file.Path;
import java.util.Map;

/// A command's view of its process.
///
/// @param directory where commands look for `.env` and manifests
record Invocation(Map<String, String> environment, Path directory, Terminal terminal, SyncRunner engine) {
    static Invocation ofThisProcess() {
        return new Invocation(System.getenv(), Path.of(""), Terminal.ofThisProcess(), new SyncEngine()::run);
    }
}
