package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Side;
import io.databasesync.sync.TableWay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The plan of a run. Over a cluster its lists are cut; `totals` has their full lengths.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanView(
        @JsonPropertyDescription("The hash that an approval names.")
        String hash,

        @JsonPropertyDescription("Which side is the target.") @Nullable
        Direction direction,

        @JsonPropertyDescription("What is replaced with what, in words.")
        String sentence,

        @JsonPropertyDescription("The database that is read.")
        Database source,

        @JsonPropertyDescription("The database whose tables are replaced.")
        Database target,

        @JsonPropertyDescription("Swap or InPlace.") @Nullable
        ChosenMode mode,

        @JsonPropertyDescription("Why the mode is not Swap.")
        List<String> modeReasons,

        @JsonPropertyDescription("Sums over all tables, and the full lengths of the lists.")
        Totals totals,

        @JsonPropertyDescription("The tables, largest first.")
        List<Table> tables,

        @JsonPropertyDescription("Tables that a pattern excludes.")
        List<String> excluded,

        @JsonPropertyDescription("Differences between columns.")
        List<String> drift,

        @JsonPropertyDescription("What a person should know. Warnings do not stop a run.")
        List<String> warnings,

        @JsonPropertyDescription("Why the run would be refused.")
        List<Blocker> blockers,

        @JsonPropertyDescription("What the plan could not find out.")
        List<String> notes,

        @JsonPropertyDescription("How many seconds the run will take.") @Nullable
        Long estimatedSeconds,

        @JsonPropertyDescription("How the estimate was made.") @Nullable
        String estimateBasis,

        @JsonPropertyDescription("The additional bytes that the target needs.") @Nullable
        Long neededBytes) {

    public PlanView {
        modeReasons = List.copyOf(modeReasons);
        tables = List.copyOf(tables);
        excluded = List.copyOf(excluded);
        drift = List.copyOf(drift);
        warnings = List.copyOf(warnings);
        blockers = List.copyOf(blockers);
        notes = List.copyOf(notes);
    }

    /// A database, as its server describes itself.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Database(
            @JsonPropertyDescription("The database's name.") String database,
            @JsonPropertyDescription("Hosts and ports.") String hosts,

            @JsonPropertyDescription("The role of the run's sessions.")
            String role,

            @JsonPropertyDescription("The version of PostgreSQL.")
            String version,

            @JsonPropertyDescription("The size of the whole database.")
            long bytes,

            @JsonPropertyDescription("What the database is used for.") @Nullable
            String environment) {}

    /// The sums.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Totals(
            @JsonPropertyDescription("Tables that are replaced or created.")
            int tables,

            @JsonPropertyDescription("Tables that are created.")
            int created,

            @JsonPropertyDescription("Estimated rows that come.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes that come.") long bytes,

            @JsonPropertyDescription("Estimated rows that go.") @Nullable
            Long targetRows,

            @JsonPropertyDescription("Bytes that go.") long targetBytes,
            @JsonPropertyDescription("Indexes to build.") int indexes,

            @JsonPropertyDescription("Differences of columns.")
            int drift,

            @JsonPropertyDescription("Warnings.") int warnings,
            @JsonPropertyDescription("Blockers.") int blockers) {}

    /// One table.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Table(
            @JsonPropertyDescription("schema.table") String name,
            @JsonPropertyDescription("replaced or created") String action,

            @JsonPropertyDescription("Estimated rows that come.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes that come.") long bytes,

            @JsonPropertyDescription("Estimated rows that go.") @Nullable
            Long targetRows,

            @JsonPropertyDescription("Bytes that go.") @Nullable
            Long targetBytes,

            @JsonPropertyDescription("Indexes to build.") int indexes,

            @JsonPropertyDescription("How its rows are replaced.") @Nullable
            TableWay way,

            @JsonPropertyDescription("Why it is not moved.") @Nullable
            String reason) {}

    /// A reason to refuse the run.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Blocker(
            @JsonPropertyDescription("The reason, in one word.")
            String reason,

            @JsonPropertyDescription("What was found, and the fix.")
            String message,

            @JsonPropertyDescription("What it concerns.") @Nullable
            String object,

            @JsonPropertyDescription("What mends it.") @Nullable
            Fix fix) {}

    /// What mends a blocker.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fix(
            @JsonPropertyDescription("What to do before the statements.") @Nullable
            String first,

            @JsonPropertyDescription("Statements to run, in this order.")
            List<String> statements,

            @JsonPropertyDescription("The database in which they run.") @Nullable
            Side side,

            @JsonPropertyDescription("What to do, or what to do instead of the statements.") @Nullable
            String advice) {
        public Fix {
            statements = List.copyOf(statements);
        }
    }
}
