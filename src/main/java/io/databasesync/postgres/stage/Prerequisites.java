package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The objects that tables need and the target lacks. They are made before the stage and dropped if the run fails.
///
/// @param schemas in which tables will be created
/// @param schemaComments statements that copy the comments of the source's schemas
/// @param extensions by name, with the schema they have on the source
/// @param collations whose locales the target's server has
/// @param types in the order in which they can be made
/// @param sequences all sequences of the run; those that the target lacks and no table brings along are made
@RecordBuilder
public record Prerequisites(
        List<String> schemas,
        List<String> schemaComments,
        List<Extension> extensions,
        List<UserCollation> collations,
        List<UserType> types,
        List<RunSequence> sequences)
        implements PrerequisitesBuilder.With {
    public static final Prerequisites NONE =
            new Prerequisites(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /// An extension and the schema of its objects.
    public record Extension(String name, String schema) {}

    public void create(Transaction t, String runId) {
        for (String schema : schemas) {
            t.tell("create schema " + Sql.identifier(schema), Reason.StageFailed, "making schema " + schema);
            Leftovers.noteMade(t, runId, "schema", schema, schema, false);
        }
        schemaComments.forEach(sql -> t.tell(sql, Reason.StageFailed, "commenting a schema"));
        extensions.forEach(e -> createExtension(t, e, runId));
        collations.forEach(c -> create(t, c, runId));
        missingSequences().forEach(s -> create(t, s, runId)); // before the types: defaults of domains name them
        for (UserType type : types) {
            Statements making = t.during("making type %s.%s".formatted(type.schema(), type.name()), Reason.StageFailed);
            making.tell(type.createStatement());
            if (type.comment() != null) {
                making.tell("comment on " + (type.domain() ? "domain " : "type ")
                        + Sql.qualified(type.schema(), type.name()) + " is " + Sql.literal(type.comment()));
            }
            type.additions().forEach(making::tell);
            Leftovers.noteMade(t, runId, "type", type.schema(), type.name(), false);
        }
    }

    /// The same in these schemas.
    public Prerequisites with(List<String> newSchemas, List<String> comments) {
        return withSchemas(newSchemas).withSchemaComments(comments);
    }

    /// The same for tables of the target that stay: their sequences stay too, and are set around them. The sequences
    /// of a table to create are made with it.
    public Prerequisites around(Set<TableName> staying) {
        return withSequences(sequences.stream()
                .map(s -> !s.created() && s.table().filter(staying::contains).isPresent()
                        ? s.withTable(Optional.empty())
                        : s)
                .toList());
    }

    /// The sequences to make.
    public List<Sequence> missingSequences() {
        return sequences.stream()
                .filter(RunSequence::created)
                .filter(RunSequence::stays)
                .map(RunSequence::sequence)
                .toList();
    }

    /// The same with only the objects that are made.
    Prerequisites made() {
        return withSequences(
                sequences.stream().filter(s -> s.created() && s.stays()).toList());
    }

    private static void create(Transaction t, UserCollation collation, String runId) {
        Statements making = t.during("making collation " + collation.spelled(), Reason.StageFailed);
        making.tell(collation.createStatement());
        if (collation.comment() != null) {
            making.tell("comment on collation " + collation.spelled() + " is " + Sql.literal(collation.comment()));
        }
        Leftovers.noteMade(t, runId, "collation", collation.schema(), collation.name(), false);
    }

    private static void create(Transaction t, Sequence sequence, String runId) {
        String name = Sql.qualified(sequence.schema(), sequence.name());
        Statements making =
                t.during("making sequence %s.%s".formatted(sequence.schema(), sequence.name()), Reason.StageFailed);
        making.tell(sequence.create(name));
        if (sequence.comment() != null) {
            making.tell("comment on sequence " + name + " is " + Sql.literal(sequence.comment()));
        }
        Leftovers.noteMade(t, runId, "sequence", sequence.schema(), sequence.name(), false);
    }

    private void createExtension(Transaction t, Extension extension, String runId) {
        String statement = "create extension " + Sql.identifier(extension.name()) + " schema "
                + Sql.identifier(extension.schema());
        t.flush(); // its failures are not those of the extension
        try {
            t.execute(statement, Reason.ExtensionMissing, "creating extension " + extension.name());
        } catch (SyncException e) {
            throw forbidden(extension, e);
        }
        Leftovers.noteMade(t, runId, "extension", extension.schema(), extension.name(), false);
    }

    private SyncException forbidden(Extension extension, SyncException refusal) {
        String schema = Sql.readable(extension.schema());
        List<String> statements = new ArrayList<>();
        if (schemas.contains(extension.schema())) { // undone together with the rest of the run
            statements.add("CREATE SCHEMA " + schema);
        }
        statements.add("CREATE EXTENSION %s SCHEMA %s".formatted(Sql.readable(extension.name()), schema));
        return SyncException.of(
                        Reason.ExtensionMissing,
                        "extension " + extension.name(),
                        "the target lacks extension %s, and the run could not create it: %s"
                                .formatted(extension.name(), refusal.finding()),
                        Fix.run(statements)
                                .after("connect to the target database as an administrator, and not through a pooler"))
                .withSqlState(refusal.sqlState().orElse(null))
                .causedBy(refusal);
    }
}
