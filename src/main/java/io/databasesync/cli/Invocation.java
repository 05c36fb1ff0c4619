package io.databasesync.cli;

import io.databasesync.engine.SyncEngine;
import io.databasesync.engine.SyncRunner;
import java.nio.file.Path;
import java.util.Map;

/// What a command sees of the process it runs in.
///
/// @param directory where `.env` and manifests are looked for
record Invocation(Map<String, String> environment, Path directory, Terminal terminal, SyncRunner engine) {
    static Invocation ofThisProcess() {
        return new Invocation(System.getenv(), Path.of(""), Terminal.ofThisProcess(), new SyncEngine()::run);
    }
}
