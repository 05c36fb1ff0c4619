package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statement that makes a table, and the sequences that its columns own: pure text.
///
/// @param stageSchemas as in `TableDdl`
/// @param ofStagedParents as in `TableDdl`; a table whose parents are not staged gets all columns of its own
record CreateTable(TableDefinition definition, Map<String, String> stageSchemas, boolean ofStagedParents) {

    List<Sequence> serialSequences() {
        return definition.sequences().stream()
                .filter(s -> s.movesWithTable() && !s.identity())
                .toList();
    }

    String sequence(Sequence sequence) {
        return Sql.qualified(
                stageSchemas.getOrDefault(
                        definition.name().schema(), definition.name().schema()),
                sequence.name());
    }

    String statement() {
        Table table = definition.table();
        return "create " + (table.unlogged() ? "unlogged " : "") + "table "
                + TableDdl.stageName(definition.name(), stageSchemas)
                + (table.typed() ? " of " + table.tree().ofType() : "")
                + elements()
                + inherited()
                + (table.partitioned() ? " partition by " + table.tree().key() : "")
                + ("heap".equals(table.accessMethod()) ? "" : " using " + Sql.identifier(table.accessMethod()))
                + (table.options().isEmpty() ? "" : " with (" + String.join(", ", table.options()) + ")")
                + (table.tablespace().isEmpty() ? "" : " tablespace " + Sql.identifier(table.tablespace()));
    }

    // A typed table has all columns already, and defines only options of them.
    private String elements() {
        List<String> elements = new ArrayList<>();
        definition.columns().stream()
                .filter(c -> !inherits() || c.local())
                .map(c -> definition.table().typed() ? options(c) : column(c))
                .filter(c -> !c.isEmpty())
                .forEach(elements::add);
        definition.columns().forEach(c -> ownNotNull(c).ifPresent(elements::add));
        definition.checks().stream()
                .filter(c -> c.validated() && (!inherits() || c.local()))
                .forEach(c -> elements.add("constraint " + Sql.identifier(c.name()) + " " + c.definition()));
        return definition.table().typed() && elements.isEmpty() ? "" : " (" + String.join(", ", elements) + ")";
    }

    // A partition is made with all its parts, and attached after it is filled.
    boolean inherits() {
        return !definition.table().partition() && ofStagedParents;
    }

    private String inherited() {
        return !inherits()
                ? ""
                : definition.table().tree().parents().stream()
                        .map(p -> TableDdl.stageName(p, stageSchemas))
                        .collect(Collectors.joining(", ", " inherits (", ")"));
    }

    /// The properties of inherited columns that may differ from the parents' columns.
    List<String> inheritedColumns() {
        if (!inherits()) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        for (Column c : definition.columns()) {
            String alter = "alter table only " + TableDdl.stageName(definition.name(), stageSchemas) + " alter column "
                    + Sql.identifier(c.name());
            if (!c.local() && c.generated().isEmpty()) {
                statements.add(
                        c.defaultExpression() == null
                                ? alter + " drop default"
                                : alter + " set default " + defaultExpression(c, c.defaultExpression()));
            }
            if (!c.local() && c.notNull() && c.notNullConstraint() == null) {
                statements.add(alter + " set not null");
            }
        }
        return statements;
    }

    private String options(Column column) {
        String options = constraints(column);
        return options.isEmpty() ? "" : Sql.identifier(column.name()) + " with options" + options;
    }

    private String column(Column column) {
        StringBuilder sql =
                new StringBuilder(Sql.identifier(column.name())).append(' ').append(column.type());
        if (column.collation() != null) {
            sql.append(" collate ").append(column.collation());
        }
        return sql.append(constraints(column)).toString();
    }

    private String constraints(Column column) {
        StringBuilder sql = new StringBuilder();
        sql.append(notNull(column));
        if (!column.identity().isEmpty() && ownIdentity(column)) {
            sql.append(" generated ")
                    .append("a".equals(column.identity()) ? "always" : "by default")
                    .append(" as identity")
                    .append(identityOptions(column));
        } else if (column.defaultExpression() != null) {
            switch (column.generated()) {
                case "s" ->
                    sql.append(" generated always as (")
                            .append(column.defaultExpression())
                            .append(") stored");
                case "v" ->
                    sql.append(" generated always as (")
                            .append(column.defaultExpression())
                            .append(") virtual");
                default -> sql.append(" default ").append(defaultExpression(column, column.defaultExpression()));
            }
        }
        return sql.toString();
    }

    // Since PostgreSQL 17, a partition has its parent's.
    private boolean ownIdentity(Column column) {
        return !definition.table().partition()
                || definition
                        .sequenceOf(column.name())
                        .filter(Sequence::identity)
                        .isPresent();
    }

    private String notNull(Column column) {
        Column.NotNull constraint = column.notNullConstraint();
        if (!column.notNull() || constraint == null) {
            return column.notNull() ? " not null" : "";
        }
        boolean here = constraint.validated() && (constraint.local() || !inherits());
        return here ? " " + constraint.definition() + (constraint.noInherit() ? " no inherit" : "") : "";
    }

    // Of a column that comes from a parent.
    private Optional<String> ownNotNull(Column column) {
        return Optional.ofNullable(column.notNullConstraint())
                .filter(c -> inherits() && !column.local() && c.local() && c.validated())
                .map(c -> c.definition() + " " + Sql.identifier(column.name()) + (c.noInherit() ? " no inherit" : ""));
    }

    private String identityOptions(Column column) {
        return definition
                .sequenceOf(column.name())
                .map(s -> " (sequence name " + sequence(s) + " "
                        + s.options().replaceFirst("^as \\S+( \\S+)? increment", "increment") + ")")
                .orElse("");
    }

    // The stage of a serial column has its own sequence, so that old and new tables share nothing.
    private String defaultExpression(Column column, String expression) {
        String result = expression;
        for (Sequence s : serialSequences()) {
            if (s.columns().contains(column.name())) {
                for (String spelled : spellings(s)) {
                    result = result.replace(
                            "'" + spelled.replace("'", "''") + "'::regclass", Sql.literal(sequence(s)) + "::regclass");
                }
            }
        }
        return result;
    }

    // pg_get_expr quotes a name only where it must, and never writes E'...'.
    private static List<String> spellings(Sequence s) {
        List<String> schemas = List.of(s.schema(), Sql.identifier(s.schema()));
        List<String> names = List.of(s.name(), Sql.identifier(s.name()));
        return schemas.stream()
                .flatMap(schema -> names.stream().map(name -> schema + "." + name))
                .toList();
    }
}
