package io.databasesync.web;

import static io.databasesync.web.WebFixture.BODY;
import static io.databasesync.web.WebFixture.START;
import static io.databasesync.web.WebFixture.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.databasesync.web.RawHttp.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What an attacker sends, and what the server does not do.
class GuardTest {
    private final WebFixture web = new WebFixture();
    private final String alice = web.alice();

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
    void eachWishToChangeSomethingIsALineOfTheLogWithItsStatus() throws IOException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger audit = (Logger) LoggerFactory.getLogger("io.databasesync.audit");
        log.start();
        audit.addAppender(log);
        audit.setLevel(Level.INFO);
        try {
            web.write("POST", alice, START, BODY);
            web.write("POST", alice, START, "{}");
            web.write("POST", alice, START.replace("team-a", "team-b"), BODY);
        } finally {
            audit.setLevel(null);
            audit.detachAppender(log);
        }
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(
                        "alice asked POST %s: 201".formatted(START),
                        "alice asked POST %s: 400".formatted(START),
                        "alice asked POST %s: 403".formatted(START.replace("team-a", "team-b")));
    }

    @Test
    void aForwardedHeaderChangesNothing() throws IOException {
        for (String forged : List.of("X-Forwarded-Proto: https", "Forwarded: proto=https;host=evil")) {
            Response answer = web.get(alice, "/api/v1/session", forged, "X-Forwarded-Host: evil");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
        }
        try (WebFixture other = new WebFixture(settings -> settings.withOrigin("https://dbsync.example"))) {
            Response answer =
                    RawHttp.lines(other.port, "GET / HTTP/1.1", "Host: dbsync.example", "X-Forwarded-Proto: http");
            assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age");
            assertProblem(
                    RawHttp.lines(
                            other.port, "GET / HTTP/1.1", "Host: evil.example", "X-Forwarded-Host: dbsync.example"),
                    421);
            // the address in the browser has TLS, so a page without it is of another site
            assertProblem(
                    RawHttp.lines(
                            other.port,
                            "GET /api/v1/session HTTP/1.1",
                            "Host: dbsync.example",
                            "Origin: http://dbsync.example"),
                    403);
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
}
