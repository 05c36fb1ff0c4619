package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The DDL of a table's constraints that are `NOT VALID`: pure text. Their rows need not satisfy them, but new rows
/// have to: they come after the rows of the table, and of all tables that inherit them.
record NotValidDdl(TableDdl ddl) {

    /// Whether the table belongs to an inheritance tree. Its constraints wait for the rows of the whole tree.
    boolean late() {
        Table table = ddl.definition().table();
        return table.inherits() && !table.partition() && !table.partitioned();
    }

    List<String> checks() {
        return ddl.definition().checks().stream()
                .filter(c -> !c.validated() && (c.local() || !ddl.ofStagedParents()))
                .map(c -> add("constraint " + Sql.identifier(c.name()) + " " + c.definition()))
                .toList();
    }

    List<String> notNulls() {
        List<String> statements = new ArrayList<>();
        for (Column column : ddl.definition().columns()) {
            Column.NotNull constraint = column.notNullConstraint();
            if (constraint != null && !constraint.validated() && (constraint.local() || !inherits())) {
                statements.add(add(constraint.definition() + " " + Sql.identifier(column.name())
                        + (constraint.noInherit() ? " no inherit" : "") + " not valid"));
            }
        }
        return statements;
    }

    // A partition is made with all its parts.
    private boolean inherits() {
        return ddl.ofStagedParents() && !ddl.definition().table().partition();
    }

    private String add(String constraint) {
        return "alter table " + ddl.stage() + " add " + constraint;
    }

    /// Validates what the table inherits from a parent on which it is not valid.
    ///
    /// @param parents of the table
    List<String> validations(List<TableDefinition> parents) {
        Stream<String> checks = ddl.definition().checks().stream()
                .filter(c -> c.validated() && !c.local())
                .map(Check::name)
                .filter(name -> parents.stream()
                        .flatMap(p -> p.checks().stream())
                        .anyMatch(c -> !c.validated() && c.name().equals(name)));
        Stream<String> notNulls = notNulls(ddl.definition())
                .filter(c -> c.validated() && !c.local())
                .map(Column.NotNull::name)
                .filter(name -> parents.stream()
                        .flatMap(NotValidDdl::notNulls)
                        .anyMatch(c -> !c.validated() && c.name().equals(name)));
        return Stream.concat(checks, notNulls)
                .map(name -> "alter table " + ddl.stage() + " validate constraint " + Sql.identifier(name))
                .toList();
    }

    private static Stream<Column.NotNull> notNulls(TableDefinition table) {
        return table.columns().stream().flatMap(c -> Stream.ofNullable(c.notNullConstraint()));
    }

    List<String> commentsOfChecks() {
        return ddl.definition().checks().stream()
                .filter(c -> comesLater(c.validated(), c.local()))
                .flatMap(c -> comment(c.name(), c.comment()))
                .toList();
    }

    List<String> commentsOfNotNulls() {
        return notNulls(ddl.definition())
                .filter(c -> comesLater(c.validated(), c.local()))
                .flatMap(c -> comment(c.name(), c.comment()))
                .toList();
    }

    List<String> commentsOfInherited() {
        return Stream.concat(
                        ddl.definition().checks().stream()
                                .filter(c -> !c.local())
                                .flatMap(c -> comment(c.name(), c.comment())),
                        notNulls(ddl.definition()).filter(c -> !c.local()).flatMap(c -> comment(c.name(), c.comment())))
                .toList();
    }

    /// Whether the constraint of such a table is not there when the table is made: it is not valid, or maybe comes from
    /// a parent on which it is not.
    boolean comesLater(boolean validated, boolean local) {
        return !validated || (late() && !local);
    }

    private Stream<String> comment(String constraint, @Nullable String comment) {
        return comment == null ? Stream.empty() : Stream.of(ddl.constraintComment(constraint, comment));
    }
}
