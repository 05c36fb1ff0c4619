package io.databasesync.cli.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.NamedRow;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The outcome of a command, for programs. Fields are public API: we may add fields, but never rename one. Fields
/// that do not apply are omitted.
///
/// @param operation the requested operation
/// @param connections with which the run copied at last, on each side
/// @param indexesAtOnce how many indexes the run built at the same time
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
record OutcomeJson(
        Operation operation,
        RunResult result,
        boolean targetChanged,
        @Nullable Long rows,
        @Nullable Double seconds,
        @Nullable List<Table> tables,
        @Nullable List<String> warnings,
        @Nullable ChosenMode mode,
        @Nullable Long bytes,
        @Nullable Integer connections,
        @Nullable Integer indexesAtOnce,
        @Nullable String verification,
        @Nullable String restoredRun,
        @Nullable List<String> previous,
        @Nullable List<String> kept,
        @Nullable List<String> filled,
        @Nullable String reason,
        @Nullable Phase phase,
        @Nullable String message,
        @Nullable String object,
        PlanStatus.@Nullable Fix fix,
        @Nullable String sqlState,
        @Nullable String cleanupFailed,
        @Nullable List<Differences> differences,
        @Nullable PlanStatus plan) {
    /// A table with its number of rows.
    record Table(String name, long rows) {}

    /// Rows that differ between the two sides of a table.
    ///
    /// @param key the columns that name a row
    /// @param more whether more rows differ than `first` contains
    record Differences(String table, List<String> key, List<NamedRow> first, boolean more) {
        static Differences of(NamedRows rows) {
            return new Differences(rows.table().toString(), rows.key(), rows.first(), rows.more());
        }
    }

    static OutcomeJson of(SyncOutcome outcome, Operation operation) {
        OutcomeJsonBuilder json = switch (outcome) {
            case SyncOutcome.Synced synced -> synced(synced);
            case SyncOutcome.Planned(var plan) -> planned(plan);
            case SyncOutcome.Restored restored ->
                succeeded(restored.tables(), restored.took(), restored.warnings())
                        .targetChanged(true)
                        .restoredRun(restored.restoredRun())
                        .previous(restored.previous());
            case SyncOutcome.Verified verified -> succeeded(verified.tables(), verified.took(), verified.warnings());
            case SyncOutcome.RolledBack(var phase, var cause) ->
                failed(phase, cause).differences(differences(operation, cause));
            case SyncOutcome.Interrupted(var phase, var cause) -> failed(phase, cause);
            case SyncOutcome.Stuck(var phase, var cause, var cleanup) ->
                failed(phase, cause).cleanupFailed(cleanup.getMessage());
        };
        return json.operation(operation).build();
    }

    private static OutcomeJsonBuilder synced(SyncOutcome.Synced synced) {
        return succeeded(synced.tables(), synced.took(), synced.warnings())
                .targetChanged(true)
                .mode(synced.mode())
                .bytes(synced.bytes())
                .connections(synced.atOnce().none() ? null : synced.atOnce().tables())
                .indexesAtOnce(synced.atOnce().none() ? null : synced.atOnce().indexes())
                .verification(synced.verification())
                .previous(synced.previous())
                .kept(synced.kept().stream().map(TableName::toString).toList())
                .filled(synced.filled().stream().map(TableName::toString).toList());
    }

    private static OutcomeJsonBuilder succeeded(List<VerifiedTable> tables, Duration took, List<String> warnings) {
        return OutcomeJsonBuilder.builder()
                .result(RunResult.Succeeded)
                .rows(tables.stream().mapToLong(VerifiedTable::rows).sum())
                .seconds(took.toMillis() / 1000.0)
                .tables(tables.stream()
                        .map(table -> new Table(table.name().toString(), table.rows()))
                        .toList())
                .warnings(warnings);
    }

    private static OutcomeJsonBuilder planned(Plan plan) {
        Optional<Blocker> blocker = plan.blocked();
        return OutcomeJsonBuilder.builder()
                .result(blocker.isEmpty() ? RunResult.Succeeded : RunResult.Failed)
                .reason(blocker.map(found -> found.reason().name()).orElse(null))
                .message(blocker.map(Blocker::message).orElse(null))
                .object(blocker.map(Blocker::object).orElse(null))
                .fix(blocker.map(Blocker::fix).map(PlanStatusMapper::fix).orElse(null))
                .plan(PlanStatusMapper.full(plan));
    }

    private static OutcomeJsonBuilder failed(Phase phase, SyncException cause) {
        return OutcomeJsonBuilder.builder()
                .result(cause.reason() == Reason.Cancelled ? RunResult.Cancelled : RunResult.Failed)
                .reason(cause.reason().name())
                .phase(phase)
                .message(cause.getMessage())
                .object(cause.object().isEmpty() ? null : cause.object())
                .fix(PlanStatusMapper.fix(cause.fix()))
                .sqlState(cause.sqlState().orElse(null));
    }

    // Keys of rows are shown only to a person who asked for them and who may read both databases.
    private static @Nullable List<Differences> differences(Operation operation, SyncException cause) {
        return operation == Operation.Verify && !cause.rows().isEmpty()
                ? cause.rows().stream().map(Differences::of).toList()
                : null;
    }
}
