package io.databasesync.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Adds features to the mock server of Fabric8 that the operator needs: server-side apply, a merge patch that
/// replaces lists, garbage collection by owner references, answers to access reviews. Writes happen one at a time.
final class ApiDispatcher extends KubernetesCrudDispatcher {
    private static final String STATUS = "/status";
    private static final Pattern LOG = Pattern.compile("/pods/([^/]+)/log(\\?.*)?$");
    private static final String VERSION = "resourceVersion";

    /// The last applied fields of each field manager, by path. Fields that it no longer applies are removed.
    private final Map<String, ObjectNode> applied = new HashMap<>();

    /// Every apply request, as `path by field manager`.
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /// Those that changed nothing.
    private final List<String> idle = new CopyOnWriteArrayList<>();

    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final AtomicLong statusPatches = new AtomicLong();

    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

    private volatile int refusal;

    ApiDispatcher() {
        super(List.of());
    }

    long statusApplied(String plural, String fieldManager) {
        return requests.stream()
                .filter(request ->
                        request.contains("/" + plural + "/") && request.endsWith(STATUS + " by " + fieldManager))
                .count();
    }

    /// The requests to apply a status that changed nothing, as `path by field manager`.
    List<String> idleStatusWrites() {
        return idle.stream()
                .filter(request -> request.contains(STATUS + " by "))
                .toList();
    }

    /// How often somebody has asked to patch a status, in whatever way.
    long statusPatches() {
        return statusPatches.get();
    }

    /// Sets the log of a pod.
    void log(String pod, String text) {
        logs.put(pod, text);
    }

    /// Answers all reads from now on as if no CRD were installed.
    void forgetKinds() {
        refusal = HttpURLConnection.HTTP_NOT_FOUND;
    }

    /// Refuses all reads from now on.
    void forbidReading() {
        refusal = HttpURLConnection.HTTP_FORBIDDEN;
    }

    /// Refuses all reads of a namespace, until they are permitted again.
    void forbid(String namespace, boolean value) {
        if (value) {
            forbidden.add(namespace);
        } else {
            forbidden.remove(namespace);
        }
    }

    @Override
    public MockResponse handleGet(String path) {
        Matcher log = LOG.matcher(path);
        if (log.find()) {
            return new MockResponse()
                    .setResponseCode(HttpURLConnection.HTTP_OK)
                    .setBody(logs.getOrDefault(log.group(1), ""));
        }
        if (forbidden.stream().anyMatch(namespace -> path.contains("/namespaces/" + namespace + "/"))) {
            return answer(HttpURLConnection.HTTP_FORBIDDEN, parse("{\"kind\": \"Status\", \"code\": 403}"));
        }
        return refusal != 0
                ? answer(refusal, parse("{\"kind\": \"Status\", \"code\": %d}".formatted(refusal)))
                : super.handleGet(withoutUidSelector(path));
    }

    /// The mock knows no selector by uid and would find nothing. Clients that look at the uid themselves find it.
    private static String withoutUidSelector(String path) {
        return path.replaceFirst("[?&]fieldSelector=involvedObject.uid[^&]*", "");
    }

    @Override
    public synchronized MockResponse handleCreate(RecordedRequest request) {
        if (request.getPath().startsWith("/apis/authorization.k8s.io/")) {
            return answer(HttpURLConnection.HTTP_CREATED, allowed(json(request)));
        }
        return super.handleCreate(request);
    }

    @Override
    public synchronized MockResponse handleUpdate(RecordedRequest request) {
        MockResponse response = super.handleUpdate(request);
        collectGarbage();
        return response;
    }

    @Override
    public synchronized MockResponse handleDelete(String path) {
        MockResponse response = super.handleDelete(path);
        collectGarbage();
        return response;
    }

    @Override
    public synchronized MockResponse handlePatch(RecordedRequest request) {
        if (pathOf(request).startsWith("/apis/databasesync.io/")
                && pathOf(request).endsWith(STATUS)) {
            statusPatches.incrementAndGet();
        }
        String type = Objects.requireNonNullElse(request.getHeader("Content-Type"), "");
        if (type.startsWith(PatchType.SERVER_SIDE_APPLY.getContentType())) {
            return apply(request);
        }
        MockResponse response =
                type.startsWith(PatchType.JSON.getContentType()) ? super.handlePatch(request) : merge(request);
        collectGarbage();
        return response;
    }

    /// The mock's own merge patch appends to lists.
    private MockResponse merge(RecordedRequest request) {
        String path = pathOf(request);
        MockResponse found = handleGet(resourceOf(path));
        if (found.code() != HttpURLConnection.HTTP_OK) {
            return found;
        }
        ObjectNode merged = JsonApply.mergePatch(parse(found.getBody().readUtf8()), json(request));
        return super.handleUpdate(copy(request, HttpMethod.PUT, path, PatchType.JSON_MERGE, merged));
    }

    private MockResponse apply(RecordedRequest request) {
        String path = pathOf(request);
        String resource = resourceOf(path);
        requests.add(key(request, path));
        ObjectNode patch = json(request);
        MockResponse found = handleGet(resource);
        if (found.code() == HttpURLConnection.HTTP_NOT_FOUND) {
            return path.equals(resource) ? create(request, resource, patch) : found;
        }
        ObjectNode before = parse(found.getBody().readUtf8());
        JsonNode version = patch.path("metadata") instanceof ObjectNode metadata ? metadata.remove(VERSION) : null;
        if (version != null && !version.equals(before.path("metadata").path(VERSION))) {
            return answer(HttpURLConnection.HTTP_CONFLICT, parse("{\"kind\": \"Status\", \"code\": 409}"));
        }
        ObjectNode previous = applied.put(key(request, path), patch.deepCopy());
        ObjectNode after = JsonApply.apply(before, previous, patch);
        if (after.equals(before)) { // as on a real server: no new version, no event
            idle.add(key(request, path));
            return answer(HttpURLConnection.HTTP_OK, before);
        }
        return super.handleUpdate(copy(request, HttpMethod.PUT, path, PatchType.JSON_MERGE, after));
    }

    private MockResponse create(RecordedRequest request, String resource, ObjectNode patch) {
        applied.put(key(request, resource), patch.deepCopy());
        String collection = resource.substring(0, resource.lastIndexOf('/'));
        return super.handleCreate(copy(request, HttpMethod.POST, collection, PatchType.JSON_MERGE, patch));
    }

    private static String pathOf(RecordedRequest request) {
        return request.getPath().replaceFirst("\\?.*", "");
    }

    private static String resourceOf(String path) {
        return path.endsWith(STATUS) ? path.substring(0, path.length() - STATUS.length()) : path;
    }

    private static String key(RecordedRequest request, String path) {
        String manager = request.getPath().replaceFirst(".*[?&]fieldManager=([^&]*).*", "$1");
        return path + " by " + manager;
    }

    /// Deletes resources with owners of which none exists. A resource with finalizers stays until they are removed.
    private void collectGarbage() {
        List<ObjectNode> all = map.values().stream().map(ApiDispatcher::parse).toList();
        List<String> uids =
                all.stream().map(r -> r.at("/metadata/uid").asText()).toList();
        all.stream()
                .filter(resource -> orphaned(resource, uids))
                .filter(resource -> resource.at("/metadata/deletionTimestamp").isMissingNode())
                .forEach(resource -> handleDelete(path(resource)));
    }

    private static boolean orphaned(JsonNode resource, List<String> uids) {
        JsonNode owners = resource.at("/metadata/ownerReferences");
        return !owners.isEmpty()
                && owners.valueStream().map(owner -> owner.path("uid").asText()).noneMatch(uids::contains);
    }

    private static String path(JsonNode resource) {
        String apiVersion = resource.path("apiVersion").asText();
        String plural = Pluralize.toPlural(resource.path("kind").asText().toLowerCase(Locale.ROOT));
        return "%s/%s/namespaces/%s/%s/%s"
                .formatted(
                        apiVersion.contains("/") ? "/apis" : "/api",
                        apiVersion,
                        resource.at("/metadata/namespace").asText(),
                        plural,
                        resource.at("/metadata/name").asText());
    }

    private static ObjectNode allowed(ObjectNode review) {
        review.putObject("status").put("allowed", true).put("incomplete", false);
        return review;
    }

    private static RecordedRequest copy(
            RecordedRequest request, HttpMethod method, String path, PatchType type, ObjectNode body) {
        return new RecordedRequest(
                request.getHttpVersion(),
                method,
                path,
                request.getHeaders()
                        .newBuilder()
                        .setHeader("Content-Type", type.getContentType())
                        .build(),
                new Buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static MockResponse answer(int code, ObjectNode body) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body.toString());
    }

    private static ObjectNode json(RecordedRequest request) {
        return parse(request.getUtf8Body());
    }

    private static ObjectNode parse(String text) {
        return Serialization.unmarshal(text, ObjectNode.class);
    }
}
