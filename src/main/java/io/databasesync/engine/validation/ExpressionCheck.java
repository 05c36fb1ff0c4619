package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Expression;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.Unresolved;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Refuses to create tables whose definitions mean nothing to the target: a cast that it lacks, a function of a newer
/// version, a constant that names a missing table or the new table itself. The catalogs do not record all of these, so
/// the target is asked to prepare a query with each expression. It executes none.
final class ExpressionCheck {
    private static final String UNDEFINED_SCHEMA = "3F000";

    /// A table, cast, type or other object, function, schema that does not exist, an unknown label of an enum, an
    /// ambiguous function.
    private static final Set<String> REFUSED =
            Set.of("42P01", "42846", "42704", "42883", UNDEFINED_SCHEMA, "22P02", "42725");

    private final MissingObjectCheck.Ends ends;
    private final Relocation relocation;
    private final Map<TableName, TableDefinition> created;

    ExpressionCheck(MissingObjectCheck.Ends ends, Relocation relocation, List<TableDefinition> created) {
        this.ends = ends;
        this.relocation = relocation;
        this.created = created.stream()
                .collect(Collectors.toMap(TableDefinition::name, Function.identity(), (first, _) -> first));
    }

    /// @param needed objects that the run makes before the tables
    /// @param blockers gets each expression that the target cannot resolve: `UnsupportedTable`; tables that
    /// other checks refuse are left out
    void check(Prerequisites needed, Blockers blockers) {
        List<Long> oids = created.values().stream().map(TableDefinition::oid).toList();
        List<Expression> expressions = oids.isEmpty()
                ? List.of()
                : ends.source().read(c -> c.code().expressions(oids)).stream()
                        .filter(this::told)
                        .toList();
        if (expressions.isEmpty()) {
            return;
        }
        String known = blockers.known().stream().map(SyncException::getMessage).collect(Collectors.joining("\n"));
        List<String> selects = expressions.stream().map(e -> select(e, needed)).toList();
        List<Unresolved> found = ends.target().read(c -> c.code().unresolved(selects));
        blockers.addAll(IntStream.range(0, found.size())
                .filter(i -> REFUSED.contains(found.get(i).sqlState()))
                .filter(i -> !comes(found.get(i), needed))
                .filter(i -> !known.contains(expressions.get(i).table().toString()))
                .mapToObj(i -> refusal(expressions.get(i), found.get(i)))
                .toList());
    }

    // The default of a column with a sequence names a sequence that is made first.
    private boolean told(Expression expression) {
        return expression.kind().equals("column")
                ? Optional.ofNullable(created.get(expression.table())).stream()
                        .noneMatch(t -> t.sequenceOf(expression.name()).isPresent())
                : created.containsKey(expression.table());
    }

    private String select(Expression expression, Prerequisites needed) {
        TableDefinition table = Objects.requireNonNull(created.get(expression.table()));
        String columns = Stream.concat(
                        Stream.of("0::oid as tableoid"),
                        table.columns().stream()
                                .filter(c -> exists(c.leaf(), needed))
                                .map(this::empty))
                .collect(Collectors.joining(", "));
        return "select (%s) from (select %s) as %s"
                .formatted(
                        relocation.apply(expression.text()),
                        columns,
                        Sql.identifier(table.name().name()));
    }

    private String empty(Column column) {
        return "null::%s as %s".formatted(relocation.apply(column.type()), Sql.identifier(column.name()));
    }

    // The run makes the others. Expressions over them are not resolved here.
    private static boolean exists(Column.LeafType type, Prerequisites needed) {
        return needed.extensions().stream().noneMatch(e -> e.name().equals(type.extension()))
                && needed.types().stream()
                        .noneMatch(t ->
                                t.schema().equals(type.schema()) && t.name().equals(type.name()));
    }

    private static boolean comes(Unresolved failure, Prerequisites needed) {
        boolean ofExtension =
                failure.sqlState().equals("42883") || failure.sqlState().equals("42704");
        // A table is not there only because its schema comes.
        Stream<String> schemas =
                failure.sqlState().equals(UNDEFINED_SCHEMA) ? needed.schemas().stream() : Stream.empty();
        return (ofExtension && !needed.extensions().isEmpty())
                || Stream.of(
                                needed.missingSequences().stream().map(s -> s.schema() + "." + s.name()),
                                needed.types().stream().map(t -> t.schema() + "." + t.name()),
                                needed.collations().stream().map(UserCollation::name),
                                schemas)
                        .flatMap(Function.identity())
                        .anyMatch(name -> names(failure.message().replace("\"", ""), name));
    }

    // A longer name may begin or end like this one.
    private static boolean names(String message, String name) {
        return Pattern.compile("(?U)(?<![\\w$])%s(?![\\w$])".formatted(Pattern.quote(name)))
                .matcher(message)
                .find();
    }

    private static SyncException refusal(Expression expression, Unresolved failure) {
        return SyncException.of(
                Reason.UnsupportedTable,
                "table " + expression.table(),
                "table %s cannot be created on the target, which cannot resolve its %s: %s (SQLSTATE %s)"
                        .formatted(expression.table(), expression.part(), failure.message(), failure.sqlState()),
                Fix.advice("create the table there by hand").or(Fix.exclude(expression.table())));
    }
}
