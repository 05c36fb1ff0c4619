package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.TableSelection.Columns;
import io.databasesync.sync.TableSelection.MaterializedViews;
import io.databasesync.sync.TableSelection.Missing;
import io.databasesync.sync.TargetWrites;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sync that a person asks for. It is also the template of a run, without the fields that say when runs start.
///
/// Fields are null when absent *or when they hold a constant that this version does not know*: read strictly before
/// acting on them.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
        "What to sync. A change of local, remote, tables, mode or trigger starts one more run, and so does any change"
                + " after a run that did not succeed. Otherwise the next run uses it. With a schedule, only the clock"
                + " and a change of trigger start runs. direction cannot be changed.")
@ValidationRule(
        value = "self.direction == oldSelf.direction",
        message = "direction is immutable; create another DatabaseSync")
@ValidationRule(
        value = "!(has(self.local.host) && has(self.remote.host) && self.local.host == self.remote.host"
                + " && has(self.local.database) && has(self.remote.database) && self.local.database =="
                + " self.remote.database && (has(self.local.port) ? self.local.port : 5432) =="
                + " (has(self.remote.port) ? self.remote.port : 5432))",
        message = "local and remote are the same database; change one of them")
@RecordBuilder
public record DatabaseSyncSpec(
        @Required
        @JsonPropertyDescription(
                "LocalToRemote reads local and replaces tables in remote. RemoteToLocal reads remote and replaces"
                        + " tables in local. Cannot be changed.")
        @Nullable
        Direction direction,

        @Required @JsonPropertyDescription("The database on this side.")
        Endpoint local,

        @Required @JsonPropertyDescription("The database on the other side.")
        Endpoint remote,

        @JsonPropertyDescription("The tables to replace. Default: every table outside of system schemas.") @Nullable
        Tables tables,

        @JsonPropertyDescription(
                "How rows are replaced. Swap copies beside the tables and exchanges them; it refuses tables that"
                        + " cannot be swapped. InPlace empties and fills the tables in one transaction (TRUNCATE, COPY);"
                        + " readers wait until it ends, and no previous tables are kept. Auto (default) copies beside the"
                        + " tables, swaps those that can be swapped, and fills the others from the copy; it works in place"
                        + " only if the target allows no copy.")
        @Nullable
        Mode mode,

        @JsonPropertyDescription(
                "The comparison before new content becomes visible. Counts (default): the number of rows of every"
                        + " table. Checksum: a checksum of the content of every table too.")
        @Nullable
        Comparison verification,

        @JsonPropertyDescription(
                "How many tables are copied, and how many indexes are built, at the same time. A table takes one"
                        + " connection to each database, an index one to the target.")
        @Nullable
        Parallelism parallelism,

        @JsonPropertyDescription("Limits that protect the target.") @Nullable
        Safety safety,

        @JsonPropertyDescription(
                "Which runs need the approval of a person before they write: Never (default), OnWarning (runs whose"
                        + " plan has warnings) or Always. Such a run waits in phase AwaitingApproval until its"
                        + " spec.approvedPlan names the plan's hash (dbsync approve). It is refused (PlanChanged) if the"
                        + " plan has changed by then.")
        @Nullable
        Approval approval,

        @Size(max = 253)
        @JsonPropertyDescription("Any text, for example a date. Every change of it starts one more run.")
        @Nullable
        String trigger,

        @JsonPropertyDescription(
                "While true, the operator starts no run by itself. A run that is under way continues, and a"
                        + " DatabaseSyncRun that you create still runs. Default: false.")
        @Nullable
        Boolean suspend,

        @JsonPropertyDescription(
                "When the operator starts runs. With a schedule, only the clock and spec.trigger start runs: neither the"
                        + " creation of the sync nor a change of the spec does. Default: no schedule.")
        @Nullable
        Schedule schedule,

        @Size(max = 32)
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription(
                "How old the last success may become, for example 26h. If it is older, the condition Fresh is False."
                        + " Default: no limit, and no such condition.")
        @Nullable
        String maxAge,

        @JsonPropertyDescription("What the operator does when a run fails and another attempt can succeed.") @Nullable
        Retry retry,

        @Size(max = 32)
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription("How long a run may take with all its attempts, for example 90m or 6h. Default: 6h.")
        @Nullable
        String deadline,

        @JsonPropertyDescription("How many ended runs are kept, with their Jobs and pods.") @Nullable
        History history,

        @JsonPropertyDescription("The pod that does the work.") @Nullable
        WorkerSpec worker)
        implements DatabaseSyncSpecBuilder.With {

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Tables(
            @Size(max = 256)
            @JsonPropertyDescription(
                    "Globs over schema.table: public.orders, public.archon_*, *.event_*. A pattern that"
                            + " matches no table of the source is an error. Default: *.*")
            List<@Size(min = 1, max = 253) String> include,

            @Size(max = 256) @JsonPropertyDescription("Globs of tables to leave out.")
            List<@Size(min = 1, max = 253) String> exclude,

            @JsonPropertyDescription(
                    "What to do if the target lacks a table. Create (default) creates it, with its indexes,"
                            + " constraints and comments. Fail refuses the run.")
            @Nullable
            Missing missing,

            @JsonPropertyDescription(
                    "What to do if columns differ. Strict (default) refuses a table if one database lacks a column"
                            + " of the other. Intersect copies the columns that both have: columns that only the target has"
                            + " get their default or NULL, columns that only the source has are left out. Types have to be"
                            + " equal in both cases.")
            @Nullable
            Columns columns,

            @JsonPropertyDescription(
                    "What to do with materialized views of the target over the tables. Rebuild (default) builds them"
                            + " over the new tables, and publishes them together. Leave keeps their rows until you"
                            + " refresh them; a table that one of them reads directly cannot be swapped then. Refuse"
                            + " refuses the run.")
            @Nullable
            MaterializedViews materializedViews) {

        public Tables {
            include = copy(include);
            exclude = copy(exclude);
        }

        private static List<String> copy(@Nullable List<String> patterns) {
            return patterns == null ? List.of() : List.copyOf(patterns);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parallelism(
            @Min(1)
            @Max(64)
            @JsonPropertyDescription(
                    "Tables that are copied at the same time. Default: the run finds out how many copy fastest, up to 8.")
            @Nullable
            Integer tables,

            @Min(1)
            @Max(64)
            @JsonPropertyDescription(
                    "Indexes that are built at the same time. Default: 2, and up to 8 if the target's settings allow its"
                            + " parallel workers and its memory for more.")
            @Nullable
            Integer indexes) {}

    @RecordBuilder
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!has(self.lockTimeout) || (duration(self.lockTimeout) > duration('0s')"
                    + " && duration(self.lockTimeout) <= duration('20s'))",
            message = "lockTimeout must be more than 0s and at most 20s")
    @ValidationRule(
            value = "!has(self.reconnect) || duration(self.reconnect) <= duration('10m')",
            message = "reconnect must be at most 10m")
    public record Safety(
            @Min(0)
            @Max(10)
            @JsonPropertyDescription(
                    "How many generations of replaced tables stay in the target, in schemas dbsync_prev_*. 0 drops"
                            + " them at once. Default: 1.")
            @Nullable
            Integer keepPrevious,

            @Size(max = 32)
            @Pattern("^([0-9]+(ms|s|m|h))+$")
            @JsonPropertyDescription(
                    "How long the run waits for its locks when it publishes (SET lock_timeout). Then it lets other"
                            + " sessions go first and tries again, up to six times. More than 0s, because 0 means no limit,"
                            + " and at most 20s, because the lease expires after 30s. Default: 5s.")
            @Nullable
            String lockTimeout,

            @Min(0)
            @Max(100)
            @JsonPropertyDescription(
                    "The largest percentage of the target's rows that a run may take away, counted over all selected"
                            + " tables. A run that would take away more, or would empty a table of 1000 rows or more, is"
                            + " refused (ShrinkLimit). 100 allows everything. Default: 50.")
            @Nullable
            Integer maxShrinkPercent,

            @Min(0)
            @JsonPropertyDescription(
                    "The free bytes on the target's disk; PostgreSQL does not report them. A run is refused (SpaceLow)"
                            + " if a second copy of its tables and indexes needs more. Without this field nothing is"
                            + " checked; the plan says how much is needed.")
            @Nullable
            Long targetFreeBytes,

            @JsonPropertyDescription(
                    "What happens if others write to the selected tables of the target during a run: these rows are not in"
                            + " the new content. Warn publishes and says which tables and about how many rows; Refuse"
                            + " ends the run before it publishes (TargetWritten); Block makes writers, not readers, wait from"
                            + " the start of the run until it has published. Default: Warn.")
            @Nullable
            TargetWrites targetWrites,

            @Size(max = 32)
            @Pattern("^([0-9]+(ms|s|m|h))+$")
            @JsonPropertyDescription(
                    "How long a run that has begun to copy waits for its target if it has lost the connections to it."
                            + " Then it connects again, proves that nobody else has written meanwhile, and repeats"
                            + " what was under way. 0s for not at all, at most 10m. Default: 60s.")
            @Nullable
            String reconnect) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retry(
            @Min(1)
            @Max(20)
            @JsonPropertyDescription(
                    "How many pods may try, including the first. Drained and evicted pods do not count. A failure"
                            + " that another attempt cannot fix is not tried again. Default: 3.")
            @Nullable
            Integer attempts) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record History(
            @Min(1) @Max(1000) @JsonPropertyDescription("Runs that succeeded. Default: 5.") @Nullable
            Integer successful,

            @Min(1) @Max(1000) @JsonPropertyDescription("Runs that failed or were cancelled. Default: 5.") @Nullable
            Integer failed) {}

    /// A sync of all tables, with defaults in all other fields.
    public static DatabaseSyncSpec of(Direction direction, Endpoint local, Endpoint remote) {
        return DatabaseSyncSpecBuilder.builder()
                .direction(direction)
                .local(local)
                .remote(remote)
                .build();
    }

    /// The part of this spec that a run keeps.
    public DatabaseSyncSpec asTemplate() {
        return with(spec -> spec.suspend(null).history(null).schedule(null).maxAge(null));
    }
}
