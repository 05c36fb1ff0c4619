package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run, as lists and the stream show it. Its plan is asked for by itself.
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
        @JsonPropertyDescription("The namespace.") String namespace,
        @JsonPropertyDescription("The name.") String name,

        @JsonPropertyDescription("The sync that it executes.")
        String sync,

        @JsonPropertyDescription("What it does.") @Nullable Operation operation,

        @JsonPropertyDescription("Its phase. Succeeded, Failed and Cancelled are its end.")
        Phase phase,

        @JsonPropertyDescription("Who asked for it, as the run says.") @Nullable
        String requestedBy,

        @JsonPropertyDescription("The reason that its author gave.") @Nullable
        String note,

        @JsonPropertyDescription("When it was created.") @Nullable
        Instant createdAt,

        @JsonPropertyDescription("When its work started.") @Nullable
        Instant startedAt,

        @JsonPropertyDescription("When it ended.") @Nullable Instant finishedAt,

        @JsonPropertyDescription("Succeeded, Failed or Cancelled. Absent while it is under way.") @Nullable
        String result,

        @JsonPropertyDescription("Why it failed, in one word.") @Nullable
        String reason,

        @JsonPropertyDescription("What it waits for, or how it ended.") @Nullable
        String message,

        @JsonPropertyDescription("What to do about the reason. Absent if there is nothing to do.") @Nullable
        String fix,

        @JsonPropertyDescription("How many pods tried.") @Nullable
        Integer attempts,

        @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
        Long rows,

        @JsonPropertyDescription("Bytes sent over the network.") @Nullable
        Long bytes,

        @JsonPropertyDescription("Whether somebody asked to stop it.")
        boolean cancelRequested,

        @JsonPropertyDescription("The hash of its plan, once it has one.") @Nullable
        String plan,

        @JsonPropertyDescription("The hash that a person has approved.") @Nullable
        String approvedPlan,

        @JsonPropertyDescription("What was compared.") @Nullable
        Verification verification,

        @JsonPropertyDescription("How far it is.") @Nullable Progress progress,

        @JsonPropertyDescription("The version of the object, for If-Match.")
        String version)
        implements RunViewBuilder.With {

    /// `namespace/name`
    public String key() {
        return namespace + "/" + name;
    }

    /// The result of a comparison.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Verification(
            @JsonPropertyDescription("Counts or Checksum.") @Nullable
            String method,

            @JsonPropertyDescription("Tables that are equal.") @Nullable
            Integer tables,

            @JsonPropertyDescription("Rows that are equal.") @Nullable
            Long rows,

            @JsonPropertyDescription("Tables that differ, with keys of rows as far as the caller may see them.")
            List<Difference> differences) {
        public Verification {
            differences = List.copyOf(differences);
        }
    }

    /// A table that differs.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Difference(
            @JsonPropertyDescription("schema.table") String table,

            @JsonPropertyDescription("The columns that name a row.")
            List<String> key,

            @JsonPropertyDescription("The first rows that differ.")
            List<DifferentRow> rows,

            @JsonPropertyDescription("Whether more rows differ than are listed.")
            boolean more) {
        public Difference {
            key = List.copyOf(key);
            rows = List.copyOf(rows);
        }
    }

    /// A row that differs.
    public record DifferentRow(
            @JsonPropertyDescription("The values of the key.")
            List<String> key,

            @JsonPropertyDescription("How it differs, in words.")
            String difference) {
        public DifferentRow {
            key = List.copyOf(key);
        }
    }
}
