package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.web.RawHttp.Response;
import io.databasesync.web.api.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a caller sees of the shared memory.
class BoardTest {
    private final WebFixture web = new WebFixture();
    private final String alice = web.people.person("alice", "team-a");

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void aPersonSeesHerOwnNamespace() throws IOException {
        web.board.put(People.sync("team-a", "kb"));
        web.board.put(People.sync("team-b", "stock"));
        String answer = web.get(alice, "/api/v1/syncs").body();
        assertThat(answer).contains("\"name\":\"kb\"", "\"total\":1", "\"namespaces\":[\"team-a\"]");
        assertThat(answer).doesNotContain("team-b", "stock");
        assertThat(web.get(alice, "/api/v1/namespaces/team-b/syncs/stock").status())
                .isEqualTo(403);
        assertThat(web.get(alice, "/api/v1/namespaces/team-b/syncs/nothing").status())
                .isEqualTo(403);
        assertThat(web.get(alice, "/api/v1/namespaces/team-b/runs/nothing/samples")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void nothingTellsOfAForbiddenNamespace() throws IOException {
        web.board.put(People.sync("team-a", "kb"));
        Response before = web.get(alice, "/api/v1/syncs");
        for (int i = 0; i < 100; i++) {
            web.board.put(People.sync("team-b", "s" + i));
            web.board.put(People.run("team-b", "s" + i));
        }
        Response after = web.get(alice, "/api/v1/syncs");
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(headers(after)).isEqualTo(headers(before));
        assertThat(after.header(Api.EVENT)).hasSameSizeAs(before.header(Api.EVENT));
        for (String query : new String[] {"namespace=team-b", "text=s1", "namespace=team-c"}) {
            assertThat(web.get(alice, "/api/v1/syncs?" + query).body()).contains("\"items\":[]", "\"total\":0");
        }
        assertThat(web.get(alice, "/api/v1/runs").body()).contains("\"total\":0");
    }

    private static Map<String, String> headers(Response answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.remove("date");
        headers.remove("x-dbsync-event"); // another text each time
        return headers;
    }

    @Test
    void pagesHaveEveryObjectOnce() throws IOException {
        IntStream.range(0, 25).forEach(i -> web.board.put(People.sync("team-a", "s" + (10 + i))));
        String first = web.get(alice, "/api/v1/syncs?limit=10").body();
        assertThat(first).contains("\"next\":\"team-a/s19\"", "\"total\":25");
        String last = web.get(alice, "/api/v1/syncs?limit=10&cursor=team-a/s29").body();
        assertThat(last).contains("\"name\":\"s30\"", "\"name\":\"s34\"").doesNotContain("\"next\"", "\"s29\"");
    }

    @Test
    void listsAreFiltered() throws IOException {
        web.board.put(People.sync("team-a", "kb").withState("Failed"));
        web.board.put(People.sync("team-a", "stock"));
        String failed = web.get(alice, "/api/v1/syncs?state=Failed").body();
        assertThat(failed)
                .contains("\"name\":\"kb\"", "\"states\":{\"Failed\":1,\"Idle\":1}")
                .doesNotContain("stock");
        assertThat(web.get(alice, "/api/v1/syncs?text=WAREHOUSE").body()).contains("\"total\":2");
        assertThat(web.get(alice, "/api/v1/syncs?text=sto").body()).contains("\"total\":1");
    }

    @Test
    void anUnchangedAnswerIsNotSentAgain() throws IOException {
        web.board.put(People.sync("team-a", "kb"));
        String etag = web.get(alice, "/api/v1/syncs").header("ETag");
        Response again = web.get(alice, "/api/v1/syncs", "If-None-Match: " + etag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(web.get(alice, "/api/v1/syncs", "If-None-Match: \"other\", W/" + etag)
                        .status())
                .isEqualTo(304);
        String bob = web.people.person("bob", "team-b");
        assertThat(web.get(bob, "/api/v1/syncs", "If-None-Match: " + etag).status())
                .isEqualTo(200);
        assertThat(web.get("unknown", "/api/v1/syncs", "If-None-Match: " + etag).status())
                .isEqualTo(401);
        web.board.gone(Kind.Sync, "team-a", "kb");
        assertThat(web.get(alice, "/api/v1/syncs", "If-None-Match: " + etag).status())
                .isEqualTo(200);
    }

    @Test
    void aChangeIsOfTheVersionThatThePersonSaw() throws IOException {
        String path = "/api/v1/namespaces/team-a/syncs/kb";
        String etag = web.get(alice, path).header("ETag");
        assertThat(etag).startsWith("\"7-");
        String body = "{\"suspend\": true}";
        assertThat(web.write("PUT", alice, path + "/suspend", body, "If-Match: " + etag)
                        .status())
                .isEqualTo(200);
        assertThat(web.write("PUT", alice, path + "/suspend", body, "If-Match: \"6-abc\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void aBadgeTellsOnlyWhatItsOwnerMadePublic() throws IOException {
        web.board.put(People.sync("team-a", "secret").withReady(true));
        web.board.put(People.sync("team-a", "open").withReady(true).withBadge(true));
        Response absent = web.get("", "/badge/team-a/nothing.svg");
        Response secret = web.get("", "/badge/team-a/secret.svg");
        assertThat(absent.status()).isEqualTo(200);
        assertThat(secret.body()).isEqualTo(absent.body()).contains("unknown");
        assertThat(headers(secret)).isEqualTo(headers(absent));
        assertThat(secret.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(secret.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(web.get("", "/badge/team-z/open.svg").body()).isEqualTo(absent.body()); // a namespace of nobody
        assertThat(web.get("", "/badge/team-a/open.svg").body()).contains("ready");
        assertThat(web.get("", "/badge/team-a/%3Csvg%20onload=x%3E.svg").status())
                .isEqualTo(400);
        try (WebFixture other = new WebFixture(settings -> settings.withBadges(false))) {
            assertThat(other.get("", "/badge/team-a/open.svg").status()).isEqualTo(404);
        }
    }

    @Test
    void manyBadgesAreLimitedAndNobodyElseIs() throws IOException {
        try (WebFixture slow = new WebFixture(settings -> settings.withRequestsPerSecond(1))) {
            String person = slow.alice();
            int asked = 0;
            Response answer;
            do {
                answer = slow.get("", "/badge/team-a/name-%d.svg".formatted(asked++));
            } while (answer.status() == 200 && asked < 10_000);
            WebFixture.assertProblem(answer, 429);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(slow.get(person, "/api/v1/syncs").status()).isEqualTo(200);
        }
    }

    @Test
    void aliasesDoTheSame() throws IOException {
        web.board.put(People.run("team-a", "kb-1"));
        String body = "{\"namespace\": \"team-a\", \"sync\": \"kb\"}";
        Response started = web.write("POST", alice, "/api/database/sync", body);
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.header("Location")).isEqualTo("/api/v1/namespaces/team-a/runs/kb-1");
        assertThat(web.get(alice, "/api/database/sync/team-a:kb-1").body()).contains("\"name\":\"kb-1\"");
        assertThat(web.get(alice, "/api/database/sync/team-a%3Akb-1").status()).isEqualTo(200);
        assertThat(web.get(alice, "/api/database/sync/history").body()).contains("\"total\":1");
        assertThat(web.write("DELETE", alice, "/api/database/sync/team-a:kb-1", "")
                        .body())
                .contains("\"cancelRequested\":true");
        assertThat(web.get(alice, "/api/database/sync/kb-1").status()).isEqualTo(400);
    }
}
