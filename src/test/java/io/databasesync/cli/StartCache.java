package io.databasesync.cli;

import io.databasesync.cli.DistProgram.Result;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Makes `target/dist/lib/dbsync.aot` of one sync of the packaged program: classes that are loaded and linked
/// already, and which methods are worth compiling. A short sync takes a third less CPU with it. Without it, or where
/// it is of another JVM or of other jars, the JVM passes over it, and everything works as well.
///
/// @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
final class StartCache {
    static final Path FILE =
            DistProgram.PROGRAM.resolveSibling("../lib/dbsync.aot").normalize();
    private static final int PAGES = 200;

    private StartCache() {}

    public static void main(String[] arguments) throws Exception {
        Files.deleteIfExists(FILE); // of an earlier build
        DistProgram program = new DistProgram(Files.createDirectories(Path.of("target/start-cache")));
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase()) {
            source.fixture(PAGES, false);
            target.fixture(PAGES, false);
            target.execute("drop table archon_settings"); // to be made, while the others are replaced
            Result result = program.run(
                    Map.of(
                            "REMOTE_DATABASE_URI",
                            source.uriWithPassword(),
                            "LOCAL_DATABASE_URI",
                            target.uriWithPassword(),
                            "DBSYNC_JAVA_OPTS",
                            "-XX:AOTCacheOutput=" + FILE),
                    "sync",
                    "--direction=remote-to-local",
                    "--skip-confirm",
                    "--include=public.archon_*",
                    "--exclude=public.archon_mcp_*");
            if (result.code() != 0 || !Files.exists(FILE)) {
                throw new IOException("no %s; exit code %d of the sync:%n%s%s"
                        .formatted(FILE, result.code(), result.out(), result.err()));
            }
        }
        System.exit(0); // hooks of the servers stop them
    }
}
