package io.databasesync.web;

import static io.databasesync.web.WebFixture.BODY;
import static io.databasesync.web.WebFixture.START;
import static io.databasesync.web.WebFixture.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.web.RawHttp.Response;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a request may carry: its body, its parameters, its headers.
class BodyGuardTest {
    private final WebFixture web = new WebFixture();
    private final String alice = web.alice();

    @AfterEach
    void close() {
        web.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"namespace\": \"team-a\", \"sync\": \"../secrets\"}",
                "{\"namespace\": \"team-a/syncs\", \"sync\": \"kb\"}",
                "{\"namespace\": \"team-a\", \"sync\": \"kb\\r\\nSet-Cookie: a=b\"}",
                "{\"namespace\": \"\", \"sync\": \"kb\"}",
                "{\"namespace\": \"team-a\", \"sync\": \"\\u00f3\\ud9a2\\udf8a\"}"
            })
    void aNameInABodyIsAName(String body) throws IOException {
        assertProblem(web.write("POST", alice, "/api/database/sync", body), 400);
        assertThat(web.people.started()).isEmpty();
    }

    @Test
    void aBodyIsSmall() throws IOException {
        String large = "{\"operation\": \"" + "x".repeat(70_000) + "\"}";
        assertProblem(web.write("POST", alice, START, large), 413);
        String chunk = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        String head = "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nX-Dbsync-Request: 1\r\n"
                        .formatted(START, web.port, alice)
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        assertProblem(RawHttp.send(web.port, head + chunk), 413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"Sync\"",
                "{",
                "{} {}",
                "{}",
                "{\"operation\": \"Sync\", \"operation\": \"Plan\"}",
                "{\"operation\": \"Sync\", \"requestedBy\": \"root\"}",
                "{\"operation\": \"Sync\", \"template\": {}}",
                "{\"operation\": \"Sync\", \"__proto__\": {}}",
                "{\"operation\": \"Sync\", \"constructor\": 1}",
                "{\"operation\": NaN}",
                "{\"operation\": 1e400}",
                "{\"operation\": 0}",
                "{\"operation\": \"Drop\"}",
                "{\"operation\": \"Sync\", \"note\": 5}",
                "{\"operation\": \"Sync\", \"note\": \"\\ud800\"}",
                "{\"operation\": \"Sync\", \"note\": \"a\\r\\nb\"}",
                "{\"operation\": \"Sync\", \"note\": \"a\\u202eb\"}",
                "{\"operation\": \"Sync\", \"approvedPlan\": \"' or 1=1\"}",
                "{\"operation\": \"Plan\", \"approvedPlan\": \"4f2a91c07d3e\"}",
                "{\"operation\": {\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}"
            })
    void aBodyThatIsNotWhatTheRouteTakesIsRefused(String body) throws IOException {
        Response answer =
                web.write("POST", alice, START, body, body.isEmpty() ? "Content-Type: application/json" : "A: b");
        assertProblem(answer, 400);
        assertThat(web.people.started()).isEmpty();
    }

    @Test
    void anOddHeaderForgesNothing() throws IOException {
        assertProblem(web.write("POST", alice, START, BODY, "Idempotency-Key: a b c d e f g h"), 400);
        assertProblem(web.write("POST", alice, START, BODY, "Idempotency-Key: abcdefgh\r\n Set-Cookie: a=b"), 400);
        assertProblem(web.write("POST", alice, START, BODY, "Idempotency-Key: abcd\u0001efgh"), 400);
        assertProblem(web.write("POST", alice, START, BODY, "X-Forwarded-For: \u00e9"), 400);
    }

    @Test
    void parametersAreKnownAndOnce() throws IOException {
        assertProblem(web.get(alice, "/api/v1/syncs?nothing=1"), 400);
        assertProblem(web.get(alice, "/api/v1/syncs?limit=1&limit=2"), 400);
        assertProblem(web.get(alice, "/api/v1/syncs?limit=0"), 400);
        assertProblem(web.get(alice, "/api/v1/syncs?limit=999"), 400);
        assertProblem(web.get(alice, "/api/v1/namespaces/TEAM/syncs/kb"), 400);
        assertThat(web.get(alice, "/api/v1/syncs?limit=2&text=kb").status()).isEqualTo(200);
    }
}
