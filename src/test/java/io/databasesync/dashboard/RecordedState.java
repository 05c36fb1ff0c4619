package io.databasesync.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Progress;
import io.databasesync.web.api.Progress.Amount;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.SyncView;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A state of a sync that the page can show, as `states.yaml` has it.
///
/// @param run its newest run, null if it has none
record RecordedState(SyncView sync, @Nullable RunView run, PlanView plan, List<PastRun> history, RunView past) {
    static final String MANIFEST = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata:
              name: %s
              namespace: team-a
            spec:
              direction: RemoteToLocal
              schedule: "0 2 * * *"
              local: {host: postgres.knowledge.svc, database: knowledge, credentialsSecret: {name: kb-local}}
              remote: {uriSecret: {name: kb-remote, key: uri}}
            """;

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final AtomicInteger STARTED = new AtomicInteger();

    /// All states by name, in the order of the file.
    static Map<String, RecordedState> all() {
        JsonNode file = read();
        Map<String, RecordedState> states = new LinkedHashMap<>();
        file.path("states")
                .properties()
                .forEach(state -> states.put(
                        state.getKey(), of(state.getKey(), (ObjectNode) state.getValue(), file.path("base"))));
        return states;
    }

    private static JsonNode read() {
        try (InputStream file = Objects.requireNonNull(RecordedState.class.getResourceAsStream("/states.yaml"))) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new KubernetesSerialization(new ObjectMapper(), false).unmarshal(text, JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedState of(String name, ObjectNode state, JsonNode base) {
        ObjectNode named = JSON.createObjectNode().put("name", name);
        ObjectNode ofRun = JSON.createObjectNode().put("name", name + "-run").put("sync", name);
        JsonNode changed = state.path("working").asBoolean()
                ? merged(base.path("run"), base.path("working"), state.path("run"), ofRun)
                : merged(base.path("run"), state.path("run"), ofRun);
        RunView run = state.has("run") ? value(changed, RunView.class) : null;
        PastRun[] before = value(state.has("history") ? state.get("history") : base.get("history"), PastRun[].class);
        return new RecordedState(
                value(merged(base.path("sync"), state.path("sync"), named), SyncView.class),
                run,
                value(merged(base.path("plan"), state.path("plan")), PlanView.class),
                Stream.concat(
                                Stream.ofNullable(run)
                                        .filter(newest -> newest.result() != null)
                                        .map(PastRun::of),
                                Stream.of(before))
                        .toList(),
                value(merged(base.path("run"), ofRun), RunView.class));
    }

    private static JsonNode merged(JsonNode first, JsonNode... more) {
        ObjectNode all = first.deepCopy();
        for (JsonNode next : more) {
            next.properties().forEach(field -> {
                JsonNode before = all.get(field.getKey());
                boolean both = before instanceof ObjectNode && field.getValue() instanceof ObjectNode;
                all.set(field.getKey(), both ? merged(before, field.getValue()) : field.getValue());
            });
        }
        return all;
    }

    private static <T> T value(JsonNode node, Class<T> type) {
        try {
            return JSON.treeToValue(withTimes(node), type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode withTimes(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JSON.createObjectNode();
                object.properties().forEach(field -> copy.set(field.getKey(), withTimes(field.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JSON.createArrayNode();
                array.forEach(item -> copy.add(withTimes(item)));
                yield copy;
            }
            default ->
                node.asText().matches("@-?\\d+")
                        ? JSON.getNodeFactory()
                                .textNode(Instant.now()
                                        .plusSeconds(
                                                Long.parseLong(node.asText().substring(1)))
                                        .toString())
                        : node;
        };
    }

    /// The run as it was in the last minute, oldest first, and as it is now.
    Stream<RunView> samples() {
        RunView now = Objects.requireNonNull(run);
        Progress progress = now.progress();
        return progress == null || progress.bytes() == null
                ? Stream.of(now)
                : Stream.concat(
                        IntStream.range(0, 50).mapToObj(second -> now.withProgress(at(progress, second))),
                        Stream.of(now));
    }

    private static Progress at(Progress now, int second) {
        Amount bytes = Objects.requireNonNull(now.bytes());
        Instant heartbeat = Objects.requireNonNull(now.heartbeat()).minusSeconds(50L - second);
        long done = bytes.done() * second * second / 2_500;
        return new Progress(
                now.phase(),
                now.percent(),
                now.tables(),
                now.rows(),
                new Amount(done, bytes.total()),
                now.indexes(),
                now.bytesPerSecond(),
                now.current(),
                now.perTable(),
                now.phases(),
                now.eta(),
                heartbeat,
                now.beatSeconds(),
                now.message());
    }

    /// A new run. A Plan run has ended at once, and any other one works.
    RunView started(Operation operation, @Nullable String approvedPlan) {
        boolean ended = operation == Operation.Plan;
        return past.withName("%s-%d".formatted(operation.name().toLowerCase(Locale.ROOT), STARTED.incrementAndGet()))
                .withOperation(operation)
                .withPhase(ended ? Phase.Succeeded : Phase.Pending)
                .withResult(ended ? "Succeeded" : null)
                .withVerification(null)
                .withApprovedPlan(approvedPlan)
                .withCreatedAt(Instant.now())
                .withStartedAt(ended ? Instant.now() : null)
                .withFinishedAt(ended ? Instant.now() : null)
                .withMessage(null);
    }
}
