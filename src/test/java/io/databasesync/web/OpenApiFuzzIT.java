package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// schemathesis asks the server everything that the document allows, and much that it does not. It runs if
/// `DBSYNC_SCHEMATHESIS` names the program: `pip install schemathesis==4.32.5` in a virtual environment.
class OpenApiFuzzIT {
    private static final @Nullable String PROGRAM = System.getenv("DBSYNC_SCHEMATHESIS");
    private static final int MINUTES = 3;

    @Test
    void theServerDoesWhatTheDocumentSays(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(PROGRAM != null, "DBSYNC_SCHEMATHESIS is not set");
        try (WebFixture web = new WebFixture()) {
            String alice = web.people.person("alice", "team-a", "0");
            Process process = new ProcessBuilder(
                            String.valueOf(PROGRAM),
                            "run",
                            "http://127.0.0.1:" + web.port + "/api/v1/openapi.json",
                            "-H",
                            "Authorization: Bearer " + alice,
                            "--exclude-path",
                            Routes.STREAM,
                            "--exclude-path",
                            "/api/v1/session", // log out would end the test
                            "--checks",
                            "not_a_server_error,status_code_conformance,content_type_conformance,"
                                    + "response_schema_conformance,negative_data_rejection,unsupported_method",
                            "--max-examples",
                            "30",
                            "--seed",
                            "1")
                    .directory(directory.toFile()) // it keeps the failures that it found, and begins with them
                    .redirectErrorStream(true)
                    .start();
            String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(report).isZero();
        }
    }
}
