package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.web.RawHttp.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an attacker sends, and what the server does not do.
class GuardTest {
    private static final String START = "/api/v1/namespaces/team-a/syncs/kb/runs";
    private static final String BODY = "{\"operation\": \"Sync\"}";

    private final WebFixture web = new WebFixture();
    private String alice = "";

    @BeforeEach
    void comesIn() {
        alice = web.people.person("alice", "team-a");
        web.board.put(People.sync("team-a", "kb"));
    }

    @AfterEach
    void close() {
        web.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil", "Host: 127.0.0.1", "Host: 127.0.0.1:1", "Host:", "Accept: */*"})
    void anotherHostIsMisdirected(String header) throws IOException {
        assertProblem(RawHttp.lines(web.port, "GET / HTTP/1.1", header), 421);
    }

    @Test
    void twoHostsAreMisdirected() throws IOException {
        String own = "Host: 127.0.0.1:" + web.port;
        assertProblem(RawHttp.lines(web.port, "GET / HTTP/1.1", own, own), 421);
        assertProblem(RawHttp.lines(web.port, "GET / HTTP/1.1", own, "Host: evil"), 421);
        assertThat(RawHttp.lines(web.port, "GET / HTTP/1.1", own).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "/app/../../x",
                "/%2e%2e%2fetc",
                "/app/%2e%2e/x",
                "/a%00b",
                "/a%5cb",
                "//evil/x",
                "http://evil/",
                "/app//main.js",
                "/%zz",
                "/%ff"
            })
    void aStrangeTargetReadsNoFile(String target) throws IOException {
        Response answer = RawHttp.lines(web.port, "GET " + target + " HTTP/1.1", "Host: 127.0.0.1:" + web.port);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("root:");
    }

    @Test
    void aLongPathIsRefused() throws IOException {
        assertProblem(web.get(alice, "/" + "a".repeat(8_000)), 400);
        assertProblem(web.get(alice, "/nothing/here"), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PATCH", "OPTIONS", "PROPFIND"})
    void anotherMethodIsNotAllowed(String method) throws IOException {
        Response answer = web.send(method, alice, "/api/v1/syncs", "");
        assertProblem(answer, 405);
        assertThat(answer.header("Allow")).contains("GET");
    }

    @Test
    void aMethodOverrideIsIgnored() throws IOException {
        Response answer = web.get(alice, "/api/v1/namespaces/team-a/runs/kb-1", "X-HTTP-Method-Override: DELETE");
        assertThat(answer.status()).isEqualTo(200);
        assertProblem(web.get(alice, "/api/v1/syncs", "Upgrade: websocket"), 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void aPageOfAnotherSiteGetsNothing(String header) throws IOException {
        assertProblem(web.write("POST", alice, START, BODY, header), 403);
        assertProblem(web.write("POST", alice, "/api/database/sync", BODY, header), 403);
        assertProblem(web.write("DELETE", alice, "/api/database/sync/team-a:kb-1", "", header), 403);
        Response read = web.get(alice, "/api/v1/syncs", header);
        assertProblem(read, 403);
        assertThat(read.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(web.people.started()).isEmpty();
    }

    @Test
    void aFormCannotStartARun() throws IOException {
        assertProblem(web.send("POST", alice, START, BODY, "Content-Type: application/json"), 403);
        assertProblem(web.send("POST", alice, START, BODY, "X-Dbsync-Request: 1", "Content-Type: text/plain"), 415);
        assertProblem(web.send("POST", alice, START, BODY, "X-Dbsync-Request: 1"), 415);
        assertThat(web.people.started()).isEmpty();
        assertThat(web.write(
                                "POST",
                                alice,
                                START,
                                BODY,
                                "Origin: http://127.0.0.1:" + web.port,
                                "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: */*",
                "Authorization:",
                "Authorization: Bearer",
                "Authorization: Bearer    ",
                "Authorization: Basic YWxpY2U6eA==",
                "Authorization: token-of-alice",
                "Cookie: token=token-of-alice",
                "X-Forwarded-Access-Token: token-of-alice"
            })
    void withoutATokenNobodyIsAsked(String header) throws IOException {
        for (String path : List.of("/api/v1/syncs", "/api/v1/session", "/api/v1/events", "/api/database/sync/a:b")) {
            Response answer = web.send("GET", "", path, "", header);
            assertProblem(answer, 401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
        assertThat(web.people.questions()).isZero();
    }

    @Test
    void twoTokensAreNone() throws IOException {
        assertProblem(web.get(alice, "/api/v1/syncs", "Authorization: Bearer token-of-bob"), 401);
        assertThat(web.people.questions()).isZero();
    }

    @Test
    void aTokenInTheAddressIsRefused() throws IOException {
        assertProblem(web.get("", "/api/v1/syncs?token=" + alice), 401);
        Response answer = web.get(alice, "/api/v1/syncs?access_token=" + alice);
        assertProblem(answer, 400);
        assertThat(answer.body()).doesNotContain(alice);
    }

    @Test
    void onlyTheConfiguredHeaderHasTheToken() throws IOException {
        try (WebFixture other = new WebFixture(settings -> settings.withTokenHeader("X-Forwarded-Access-Token"))) {
            String bob = other.people.person("bob");
            assertProblem(other.get(bob, "/api/v1/session"), 401);
            Response answer = other.get("wrong", "/api/v1/session", "X-Forwarded-Access-Token: " + bob);
            assertThat(answer.body()).contains("\"user\":\"bob\"");
        }
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

    @Test
    void everyAnswerKeepsTheBrowserSafe() throws IOException {
        for (Response answer : List.of(
                web.get("", "/"), web.get(alice, "/api/v1/syncs"), web.get("", "/api/v1/syncs"), web.get("", "/x"))) {
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cache-Control")).containsAnyOf("no-store", "private, no-cache");
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
        assertThat(web.get(alice, "/api/v1/syncs").header("Vary")).isEqualTo("Authorization");
    }

    @Test
    void anAddressWithTlsStaysSo() throws IOException {
        try (WebFixture other = new WebFixture(settings -> settings.withOrigin("https://dbsync.example"))) {
            Response answer = RawHttp.lines(other.port, "GET / HTTP/1.1", "Host: dbsync.example");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age");
            assertProblem(other.get("", "/"), 421);
        }
    }

    @Test
    void tooManyRequestsWait() throws IOException {
        try (WebFixture other = new WebFixture(settings -> settings.withRequestsPerSecond(1))) {
            String bob = other.people.person("bob");
            String eve = other.people.person("eve");
            for (int i = 0; i < 2; i++) {
                assertThat(other.get(eve, "/api/v1/session").status()).isEqualTo(200);
            }
            Response answer = other.get(eve, "/api/v1/session");
            assertProblem(answer, 429);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(other.get(bob, "/api/v1/session").status()).isEqualTo(200);
        }
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, "\"detail\":", "\"instance\":");
    }
}
