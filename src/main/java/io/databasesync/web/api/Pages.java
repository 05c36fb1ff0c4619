package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Lists, a page at a time.
public final class Pages {
    private Pages() {}

    /// A page of syncs.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Syncs(
            @JsonPropertyDescription("The syncs, by namespace and name.")
            List<SyncView> items,

            @JsonPropertyDescription("The cursor of the next page. Absent on the last one.") @Nullable
            String next,

            @JsonPropertyDescription("How many syncs match.")
            int total,

            @JsonPropertyDescription("How many syncs are in each state, without the filter for states.")
            Map<String, Integer> states,

            @JsonPropertyDescription("The namespaces in which the caller sees syncs.")
            List<String> namespaces) {
        public Syncs {
            items = List.copyOf(items);
            states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
            namespaces = List.copyOf(namespaces);
        }
    }

    /// A page of runs.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Runs(
            @JsonPropertyDescription("The runs, newest first.")
            List<RunView> items,

            @JsonPropertyDescription("The cursor of the next page. Absent on the last one.") @Nullable
            String next,

            @JsonPropertyDescription("How many runs match.") int total) {
        public Runs {
            items = List.copyOf(items);
        }
    }

    /// The runs of a sync that have ended.
    public record History(
            @JsonPropertyDescription("The runs, newest first. Failed ones stay.")
            List<PastRun> items) {
        public History {
            items = List.copyOf(items);
        }
    }

    /// The events of a sync.
    public record Events(
            @JsonPropertyDescription("The events, oldest first.")
            List<Event> items) {
        public Events {
            items = List.copyOf(items);
        }
    }

    /// One event.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Event(
            @JsonPropertyDescription("When it last happened.")
            String time,

            @JsonPropertyDescription("Normal or Warning.") String type,

            @JsonPropertyDescription("The reason, in one word.")
            String reason,

            @JsonPropertyDescription("The object: DatabaseSyncRun/kb-x7.")
            String object,

            @JsonPropertyDescription("The message.") String message,

            @JsonPropertyDescription("How often it happened.") @Nullable
            Integer count) {}

    /// The log of a run.
    public record Log(
            @JsonPropertyDescription("The last lines of the newest pod, oldest first.")
            List<String> lines) {
        public Log {
            lines = List.copyOf(lines);
        }
    }

    /// Figures of a run over time, for a chart.
    public record Samples(
            @JsonPropertyDescription("At most 600, oldest first. A run that takes long has them further apart.")
            List<Sample> items) {
        public Samples {
            items = List.copyOf(items);
        }
    }

    /// The figures of a moment.
    public record Sample(
            @JsonPropertyDescription("Milliseconds since 1970.")
            long at,

            @JsonPropertyDescription("The percentage.") int percent,
            @JsonPropertyDescription("Rows copied.") long rows,
            @JsonPropertyDescription("Bytes copied.") long bytes) {}

    /// A sync with everything that its page needs.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SyncPage(
            @JsonPropertyDescription("The sync.") SyncView sync,

            @JsonPropertyDescription("What the caller may do with it.")
            List<Permission> may,

            @JsonPropertyDescription("The manifest, without what the server adds.")
            String manifest) {
        public SyncPage {
            may = List.copyOf(may);
        }
    }

    /// Whether the caller may do something.
    public record Permission(
            @JsonPropertyDescription("Start, Cancel, Approve, Suspend, Repin or Log.")
            Action action,

            @JsonPropertyDescription("Whether the caller may.")
            boolean allowed,

            @JsonPropertyDescription("The command that asks the same.")
            String check) {}

    /// What a caller may be allowed to do.
    public enum Action {
        Start,
        Cancel,
        Approve,
        Suspend,
        Repin,
        Log
    }
}
