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
import io.databasesync.sync.TableSelection.Missing;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person asks for. Also the template of a run, where `suspend` is left out.
///
/// Fields are null when absent *or when they hold a constant that this version does not know*: read
/// strictly before acting on them.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What to sync. A change of local, remote, tables, mode or trigger starts one more run; a change"
        + " of anything else is used by the next run. direction cannot be changed.")
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
        @JsonPropertyDescription("Which side is replaced: LocalToRemote reads local and replaces tables in remote,"
                + " RemoteToLocal reads remote and replaces tables in local. Cannot be changed.")
        @Nullable
        Direction direction,

        @Required @JsonPropertyDescription("The database on this side.")
        Endpoint local,

        @Required @JsonPropertyDescription("The database on the other side.")
        Endpoint remote,

        @JsonPropertyDescription("The tables to replace. Without it: every table outside of system schemas.") @Nullable
        Tables tables,

        @JsonPropertyDescription("How the rows are replaced: Auto (default) swaps the tables if all of them can be"
                + " swapped, else does it in place; Swap copies beside the tables and swaps them, and refuses those that"
                + " cannot be swapped; InPlace empties and fills the tables themselves in one transaction, for whose end"
                + " readers wait, and keeps no previous tables.")
        @Nullable
        Mode mode,

        @JsonPropertyDescription("What is compared before anything is visible: Counts (default), the rows of every"
                + " table; Checksum, a sum over the content of every table too.")
        @Nullable
        Comparison verification,

        @JsonPropertyDescription(
                "How many tables are copied, and how many indexes built, at the same time. A table takes a"
                        + " connection to each side; an index, one to the replaced side.")
        @Nullable
        Parallelism parallelism,

        @JsonPropertyDescription("What keeps the replaced side safe.") @Nullable
        Safety safety,

        @JsonPropertyDescription("When a person has to agree to what a run is about to do, before it writes anything:"
                + " Never (default), OnWarning (if its plan has warnings) or Always. The run then waits in phase"
                + " AwaitingApproval until its spec.approvedPlan names the plan's hash (dbsync approve), and refuses if the"
                + " plan is another one by then.")
        @Nullable
        Approval approval,

        @Size(max = 253)
        @JsonPropertyDescription("Any text, a date for example. Any change of it asks for one more run.")
        @Nullable
        String trigger,

        @JsonPropertyDescription("While true, the operator starts no run by itself. A run under way goes on, and a"
                + " DatabaseSyncRun that somebody creates is still done. Default: false.")
        @Nullable
        Boolean suspend,

        @JsonPropertyDescription("What to do when a run fails for a reason that may go away by itself.") @Nullable
        Retry retry,

        @Size(max = 32)
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription("How long a run may take, all attempts together, for example 90m or 6h. Default: 6h.")
        @Nullable
        String deadline,

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

            @Size(max = 256) @JsonPropertyDescription("Globs that take tables out again.")
            List<@Size(min = 1, max = 253) String> exclude,

            @JsonPropertyDescription("What to do about a table that the replaced side lacks: Create (default) makes it,"
                    + " with its indexes, constraints and comments; Fail refuses the run.")
            @Nullable
            Missing missing,

            @JsonPropertyDescription(
                    "What to do about columns that differ: Strict (default) refuses a table if one side"
                            + " lacks a column that the other one has; Intersect copies the columns that both sides have. Columns"
                            + " that only the replaced side has get their default, or NULL; columns that only the other side has"
                            + " are left out. Types have to be equal either way.")
            @Nullable
            Columns columns) {

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
            @Min(1) @Max(64) @JsonPropertyDescription("Tables that are copied at the same time. Default: 4.") @Nullable
            Integer tables,

            @Min(1) @Max(64) @JsonPropertyDescription("Indexes that are built at the same time. Default: 2.") @Nullable
            Integer indexes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!has(self.lockTimeout) || (duration(self.lockTimeout) > duration('0s')"
                    + " && duration(self.lockTimeout) <= duration('20s'))",
            message = "lockTimeout must be more than 0s and at most 20s")
    public record Safety(
            @Min(0)
            @Max(10)
            @JsonPropertyDescription("Generations of replaced tables that stay in the replaced database, in a schema of"
                    + " their own. 0 drops them at once. Default: 1.")
            @Nullable
            Integer keepPrevious,

            @Size(max = 32)
            @Pattern("^([0-9]+(ms|s|m|h))+$")
            @JsonPropertyDescription("How long one try to publish waits for a lock (SET lock_timeout) before it lets"
                    + " other sessions go first and tries again. More than 0s, which PostgreSQL takes for no limit, and"
                    + " at most 20s, so that the run does not lose its hold on the database meanwhile. Default: 5s.")
            @Nullable
            String lockTimeout,

            @Min(0)
            @Max(100)
            @JsonPropertyDescription("How many percent of the rows of the replaced tables, taken together, a run may"
                    + " take away before it refuses (ShrinkLimit). It also refuses to empty a table of 1000 rows or"
                    + " more. 100 allows everything. Default: 50.")
            @Nullable
            Integer maxShrinkPercent,

            @Min(0)
            @JsonPropertyDescription(
                    "What is free on the disk of the replaced side, in bytes, where you know it: no"
                            + " server tells. A run that needs more is refused (SpaceLow): it needs room for a second copy of"
                            + " the tables with their indexes. Without it, the plan says what is needed and nothing is checked.")
            @Nullable
            Long targetFreeBytes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retry(
            @Min(1)
            @Max(20)
            @JsonPropertyDescription("How many pods may try, the first included. Drained and evicted pods do not count;"
                    + " what cannot succeed by trying again is not tried again. Default: 3.")
            @Nullable
            Integer attempts) {}

    /// A sync of all tables, by default in everything else.
    public static DatabaseSyncSpec of(Direction direction, Endpoint local, Endpoint remote) {
        return DatabaseSyncSpecBuilder.builder()
                .direction(direction)
                .local(local)
                .remote(remote)
                .build();
    }

    /// What a run keeps of it.
    public DatabaseSyncSpec asTemplate() {
        return withSuspend(null);
    }
}
