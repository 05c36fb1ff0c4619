package io.databasesync.testing.postgres;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.ColumnBuilder;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.ForeignKeyBuilder;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.IndexBuilder;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceBuilder;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableBuilder;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tables as a catalog would show them, without a server. A test sets only the values that matter to it.
public final class Definitions {
    private Definitions() {}

    /// A heap table of schema `public` that our role owns.
    public static TableBuilder table(String name) {
        TableName full = new TableName("public", name);
        return TableBuilder.builder()
                .oid(full.hashCode())
                .name(full)
                .kind("r")
                .tree(Table.Tree.NONE)
                .accessMethod("heap")
                .estimatedRows(1000)
                .bytes(8192)
                .options(List.of())
                .tablespace("")
                .owner("app")
                .replicaIdentity("d")
                .mayUseSchema(true)
                .maySelect(true)
                .mayInsert(true)
                .mayTruncate(true)
                .mayOwn(true)
                .mayIndex(true)
                .ownerMayCreate(true)
                .maySetOwner(true)
                .ancestors(List.of());
    }

    public static TableDefinition definition(String name, Column... columns) {
        return new TableDefinition(
                table(name).build(),
                List.of(columns),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// A column of a built-in type.
    ///
    /// @param type as DDL spells it
    /// @param leaf as `pg_type` has it
    public static ColumnBuilder column(String name, String type, String leaf) {
        return ColumnBuilder.builder()
                .name(name)
                .type(type)
                .comparableType(type)
                .leaf(new Column.LeafType("pg_catalog", leaf, "b", type.endsWith("[]"), true, null, List.of()))
                .local(true)
                .generated("")
                .identity("")
                .options(List.of());
    }

    public static Column integer(String name) {
        return column(name, "integer", "int4").build();
    }

    public static Column text(String name) {
        return column(name, "text", "text").build();
    }

    /// A btree over columns.
    public static IndexBuilder index(String name, String... columns) {
        return IndexBuilder.builder()
                .name(name)
                .accessMethod("btree")
                .valid(true)
                .definition("USING btree (" + String.join(", ", columns) + ")")
                .keyColumns(List.of(columns))
                .statisticsTargets(List.of())
                .tablespace("")
                .bytes(8192);
    }

    public static Index primaryKey(String name, String... columns) {
        return index(name, columns)
                .unique(true)
                .constraint(constraint(name, "p", "PRIMARY KEY (" + String.join(", ", columns) + ")"))
                .build();
    }

    public static Index.Constraint constraint(String name, String type, String definition) {
        return new Index.Constraint(name, type, definition, false, false, false, false, null);
    }

    /// A key of one column `a` to the column `id` of another table.
    public static ForeignKeyBuilder foreignKey(String name, String table, String referenced) {
        return ForeignKeyBuilder.builder()
                .table(new TableName("public", table))
                .name(name)
                .referenced(new TableName("public", referenced))
                .head("FOREIGN KEY (a) REFERENCES ")
                .tail("(id)")
                .validated(true)
                .columns(List.of("a"))
                .referencedColumns(List.of("id"))
                .operandTypes(List.of("integer"))
                .rights(new ForeignKey.Rights(true, "app", true, true));
    }

    /// The sequence of a serial column.
    public static SequenceBuilder serial(String column, String name) {
        return SequenceBuilder.builder()
                .column(column)
                .columns(List.of(column))
                .drawing(List.of(column))
                .schema("public")
                .name(name)
                .owned(true)
                .options("as integer increment by 1")
                .range(new Sequence.Range(1, 1, Integer.MAX_VALUE, false))
                .rights(new Sequence.Rights(true, true, true));
    }

    /// A table of the source that the target has as well.
    public static TablePair pair(TableDefinition source, TableDefinition target) {
        return new TablePair(source, Optional.of(target), false);
    }

    /// A user-defined type.
    public static UserType type(String kind, List<String> labels, @Nullable String comparable, UserType.Part... parts) {
        return new UserType(
                1,
                "public",
                "mood",
                kind,
                "public.mood",
                null,
                null,
                "as …",
                null,
                labels,
                comparable,
                false,
                List.of(parts),
                List.of());
    }
}
