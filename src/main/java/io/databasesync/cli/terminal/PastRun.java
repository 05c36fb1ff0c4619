package io.databasesync.cli.terminal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.cli.terminal.Table.Field;
import io.databasesync.sync.RecordedRun;
import io.databasesync.text.Display;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A run of a history. Fields are public API of `-o json` and `-o yaml`; those that the history does not know are
/// omitted.
///
/// @param result `Succeeded`, `Failed` or `Cancelled`; `Running` if it has not ended
/// @param reason why it failed, in one word
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PastRun(
        String name,
        @Nullable String operation,
        @Nullable String result,
        @Nullable String reason,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        @Nullable Double seconds,
        @Nullable Integer tables,
        @Nullable Long rows,
        @Nullable Long bytes,
        @Nullable String requestedBy,
        @Nullable String direction,
        @Nullable String source,
        @Nullable String target,
        @Nullable String mode,
        @Nullable String verification,
        @Nullable String message) {
    private static final String NONE = "-";
    private static final double MILLIS = 1000;

    private static final Table<PastRun> FIELDS = new Table<>(List.of(
            Field.of("NAME", PastRun::name),
            Field.of("OPERATION", text(PastRun::operation)),
            Field.of("RESULT", text(PastRun::result)),
            Field.of("REASON", text(PastRun::reason)),
            Field.of("STARTED", text(PastRun::startedAt)),
            Field.of("DURATION", text(PastRun::duration)),
            Field.of("ROWS", text(run -> run.rows() == null ? null : Display.count(run.rows()))),
            Field.of("BYTES", text(run -> run.bytes() == null ? null : Display.bytes(run.bytes()))),
            Field.of("ASKED-BY", text(PastRun::requestedBy)),
            Field.wide("SOURCE", text(PastRun::source)),
            Field.wide("TARGET", text(PastRun::target)),
            Field.wide("MODE", text(PastRun::mode)),
            Field.wide("MESSAGE", text(run -> run.message() == null ? run.verification() : run.message()))));

    /// An entry of a sync's history.
    public static PastRun of(DatabaseSyncStatus.PastRun run) {
        return PastRunBuilder.builder()
                .name(run.name())
                .operation(word(run.operation()))
                .result(word(run.result()))
                .reason(run.reason())
                .startedAt(time(run.startedAt()))
                .finishedAt(time(run.finishedAt()))
                .seconds(seconds(run.startedAt(), run.finishedAt()))
                .rows(run.rows())
                .bytes(run.bytes())
                .requestedBy(run.requestedBy())
                .build();
    }

    /// A row of a target's history.
    public static PastRun of(RecordedRun run) {
        return PastRunBuilder.builder()
                .name(run.runId())
                .operation(run.operation())
                .result(run.result())
                .reason(run.reason())
                .startedAt(time(run.startedAt()))
                .finishedAt(time(run.finishedAt()))
                .seconds(seconds(run.startedAt(), run.finishedAt()))
                .tables(run.tables())
                .rows(run.rows())
                .bytes(run.bytes())
                .requestedBy(run.requestedBy())
                .direction(run.direction())
                .source(run.source())
                .target(run.target())
                .mode(run.mode())
                .verification(run.verification())
                .message(run.error())
                .build();
    }

    /// All of them in one format.
    public static String text(List<PastRun> runs, Format format) {
        return switch (format) {
            case text, wide -> FIELDS.text(runs, format == Format.wide);
            case json -> Structured.json(Map.of("items", runs)) + "\n";
            case yaml -> Structured.yaml(Map.of("items", runs)) + "\n";
            case name ->
                String.join("", runs.stream().map(run -> run.name() + "\n").toList());
        };
    }

    private @Nullable String duration() {
        return seconds == null ? null : Display.duration(Duration.ofMillis(Math.round(seconds * MILLIS)));
    }

    private static @Nullable Double seconds(@Nullable Instant start, @Nullable Instant end) {
        return start == null || end == null
                ? null
                : Duration.between(start, end).toMillis() / MILLIS;
    }

    private static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static @Nullable String word(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static Function<PastRun, String> text(Function<PastRun, @Nullable String> value) {
        return run -> Objects.requireNonNullElse(value.apply(run), NONE);
    }
}
