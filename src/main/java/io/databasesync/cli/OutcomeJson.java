package io.databasesync.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.databasesync.api.RunPlans;
import io.databasesync.api.RunResult;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a command ended, for programs. Fields are public API: some may be added, none is renamed; what does not apply is
/// left out.
final class OutcomeJson {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private OutcomeJson(Operation operation, RunResult result, boolean targetChanged) {
        fields.put("operation", operation.name());
        fields.put("result", result.name());
        fields.put("targetChanged", targetChanged);
    }

    /// @param operation what was asked for
    static String of(SyncOutcome outcome, Operation operation) {
        OutcomeJson json = switch (outcome) {
            case SyncOutcome.Synced synced -> synced(synced, operation);
            case SyncOutcome.Planned(var plan) -> planned(plan, operation);
            case SyncOutcome.Restored restored ->
                succeeded(operation, true, restored.tables(), restored.took(), restored.warnings())
                        .with("restoredRun", restored.restoredRun())
                        .with("previous", restored.previous());
            case SyncOutcome.Verified verified ->
                succeeded(operation, false, verified.tables(), verified.took(), verified.warnings());
            case SyncOutcome.RolledBack(var phase, var cause) -> failed(operation, phase, cause);
            case SyncOutcome.Interrupted(var phase, var cause) -> failed(operation, phase, cause);
            case SyncOutcome.Stuck(var phase, var cause, var cleanup) ->
                failed(operation, phase, cause).with("cleanupFailed", cleanup.getMessage());
        };
        return json.text();
    }

    private static OutcomeJson synced(SyncOutcome.Synced synced, Operation operation) {
        return succeeded(operation, true, synced.tables(), synced.took(), synced.warnings())
                .with("mode", synced.mode().name())
                .with("bytes", synced.bytes())
                .with("verification", synced.verification())
                .with("previous", synced.previous())
                .with("kept", synced.kept().stream().map(TableName::toString).toList());
    }

    private static OutcomeJson succeeded(
            Operation operation, boolean changed, List<VerifiedTable> tables, Duration took, List<String> warnings) {
        return new OutcomeJson(operation, RunResult.Succeeded, changed)
                .with("rows", tables.stream().mapToLong(VerifiedTable::rows).sum())
                .with("seconds", took.toMillis() / 1000.0)
                .with("tables", tables.stream().map(OutcomeJson::table).toList())
                .with("warnings", warnings);
    }

    private static Map<String, Object> table(VerifiedTable table) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", table.name().toString());
        fields.put("rows", table.rows());
        return fields;
    }

    private static OutcomeJson planned(SyncPlan plan, Operation operation) {
        OutcomeJson json =
                new OutcomeJson(operation, plan.blockers().isEmpty() ? RunResult.Succeeded : RunResult.Failed, false);
        plan.blocked()
                .ifPresent(
                        blocker -> json.with("reason", blocker.reason().name()).with("message", blocker.message()));
        return json.with("plan", RunPlans.full(plan));
    }

    private static OutcomeJson failed(Operation operation, Phase phase, SyncException cause) {
        boolean cancelled = cause.reason() == Reason.Cancelled;
        OutcomeJson json = new OutcomeJson(operation, cancelled ? RunResult.Cancelled : RunResult.Failed, false)
                .with("reason", cause.reason().name())
                .with("phase", phase.name())
                .with("message", cause.getMessage());
        cause.sqlState().ifPresent(state -> json.with("sqlState", state));
        if (operation == Operation.Verify && !cause.rows().isEmpty()) { // what was asked for
            json.with(
                    "differences", cause.rows().stream().map(OutcomeJson::rows).toList());
        }
        return json;
    }

    private static Map<String, Object> rows(NamedRows rows) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("table", rows.table().toString());
        fields.put("key", rows.key());
        fields.put("first", rows.first());
        fields.put("more", rows.more());
        return fields;
    }

    private OutcomeJson with(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    private String text() {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outcome cannot be written as JSON", e);
        }
    }
}
