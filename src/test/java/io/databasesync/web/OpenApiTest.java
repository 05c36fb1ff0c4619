package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.databasesync.web.RawHttp.Response;
import io.databasesync.web.api.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The OpenAPI document is what the server does. `-Dopenapi.update=true` writes it anew.
class OpenApiTest {
    private static final Path FILE = Path.of("src/main/resources/web/openapi.json");

    private final WebFixture web = new WebFixture();
    private final String alice = web.people.person("alice", "team-a");
    private final List<Route> table = Routes.table(new Api(web.people, web.board, new Assets(), true));

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void theDocumentIsMadeFromTheTable() throws IOException {
        String made = OpenApiDocument.JSON.writeValueAsString(new OpenApiDocument(table).make()) + "\n";
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(FILE, made);
        }
        assertThat(Files.readString(FILE)).as("run with -Dopenapi.update=true").isEqualTo(made);
    }

    @Test
    void theServerServesIt() throws IOException {
        Response answer = web.get("", "/api/v1/openapi.json");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo(Files.readString(FILE));
    }

    @Test
    void everyRouteAnswersAsTheDocumentSays() throws IOException {
        JsonNode document = OpenApiDocument.JSON.readTree(Files.readString(FILE));
        for (Route route : table) {
            if (route.path().equals(Routes.STREAM)) {
                continue; // it does not end
            }
            web.people.allow(alice, "team-a"); // one route forgets the token
            String body = body(route);
            Response answer = web.write(route.method(), alice, path(route), body);
            JsonNode responses = document.path("paths")
                    .path(route.path())
                    .path(route.method().toLowerCase(Locale.ROOT))
                    .path("responses");
            assertThat(fields(responses)).as(route.toString()).contains(Integer.toString(answer.status()));
            JsonNode schema = responses
                    .path(Integer.toString(answer.status()))
                    .path("content")
                    .path(answer.header("Content-Type"))
                    .path("schema");
            if (!schema.isMissingNode()) {
                check(document, schema, OpenApiDocument.JSON.readTree(answer.body()), route.toString());
            }
        }
    }

    @Test
    void everyRouteNeedsACallerUnlessItIsOpen() throws IOException {
        List<String> open =
                table.stream().filter(Route::open).map(Route::toString).toList();
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "POST /api/v1/session", "GET /api/v1/openapi.json", "GET /badge/{namespace}/{file}");
        for (Route route : table) {
            if (!route.open()) {
                assertThat(web.write(route.method(), "", path(route), body(route))
                                .status())
                        .as(route.toString())
                        .isEqualTo(401);
                assertThat(web.write(route.method(), "expired", path(route), body(route))
                                .status())
                        .as(route.toString())
                        .isEqualTo(
                                route.method().equals("DELETE") && route.path().endsWith("session") ? 204 : 401);
            }
        }
    }

    @Test
    void noRouteShowsAForbiddenNamespace() throws IOException {
        String eve = web.people.person("eve");
        web.board.put(People.sync("team-a", "kb"));
        web.board.put(People.run("team-a", "kb"));
        for (Route route : table) {
            if (!route.open() && !route.path().equals(Routes.STREAM)) {
                web.people.allow(eve);
                Response answer = web.write(route.method(), eve, path(route), body(route));
                assertThat(answer.body()).as(route.toString()).doesNotContain("\"name\":\"kb\"");
                if (route.path().contains("{")) {
                    assertThat(answer.status()).as(route.toString()).isEqualTo(403);
                }
            }
        }
    }

    private static String path(Route route) {
        return route.path()
                .replace("{namespace}", "team-a")
                .replace("{name}", "kb")
                .replace("{file}", "kb.svg")
                .replace("{id}", "team-a:kb");
    }

    private static String body(Route route) {
        Map<Class<?>, String> bodies = Map.of(
                Bodies.Start.class, "{\"operation\": \"Sync\"}",
                Bodies.StartByAlias.class, "{\"namespace\": \"team-a\", \"sync\": \"kb\"}",
                Bodies.Approve.class, "{\"plan\": \"4f2a91c07d3e\"}",
                Bodies.Suspend.class, "{\"suspend\": true}",
                Bodies.Code.class, "{\"code\": \"x\"}");
        return route.body() == null ? "" : bodies.getOrDefault(route.body(), "");
    }

    /// Whether the value has all fields that the schema requires, and no others.
    private static void check(JsonNode document, JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            JsonNode named = document.at(schema.path("$ref").textValue().substring(1));
            assertThat(named.isMissingNode()).as(where + schema).isFalse();
            check(document, named, value, where);
            return;
        }
        if (value.isArray()) {
            value.forEach(item -> check(document, schema.path("items"), item, where + "[]"));
        } else if (value.isObject() && schema.has("properties")) {
            Map<String, JsonNode> known = new TreeMap<>();
            schema.path("properties").properties().forEach(entry -> known.put(entry.getKey(), entry.getValue()));
            assertThat(known.keySet()).as(where).containsAll(fields(value));
            schema.path("required")
                    .forEach(name -> assertThat(fields(value)).as(where).contains(name.textValue()));
            value.properties()
                    .forEach(entry -> check(
                            document,
                            known.getOrDefault(entry.getKey(), schema),
                            entry.getValue(),
                            where + "." + entry.getKey()));
        }
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
