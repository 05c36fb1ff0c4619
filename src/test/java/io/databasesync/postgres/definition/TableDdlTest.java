package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.column;
import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.foreignKey;
import static io.databasesync.testing.postgres.Definitions.index;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.primaryKey;
import static io.databasesync.testing.postgres.Definitions.serial;
import static io.databasesync.testing.postgres.Definitions.table;
import static io.databasesync.testing.postgres.Definitions.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.Definitions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableDdlTest {
    private static final TableName T = new TableName("public", "t");

    @Test
    void aTableIsMadeInTheStageWithItsColumnsAndChecks() {
        TableDefinition t = definition(
                        "t",
                        column("id", "integer", "int4").notNull(true).build(),
                        column("v", "text", "text")
                                .collation("pg_catalog.\"C\"")
                                .defaultExpression("'x'::text")
                                .comment("it's")
                                .build())
                .withChecks(List.of(new Check("short", "CHECK ((length(v) < 9))", true, true, null)));

        assertThat(ddl(t).tableStatements())
                .containsExactly(
                        "create table \"stage\".\"t\" (\"id\" integer not null, \"v\" text collate pg_catalog.\"C\" default"
                                + " 'x'::text, constraint \"short\" CHECK ((length(v) < 9)))",
                        "comment on column \"stage\".\"t\".\"v\" is 'it''s'");
    }

    @Test
    void aSerialColumnGetsASequenceOfItsOwnInTheStage() {
        TableDefinition t = definition(
                        "t",
                        column("id", "integer", "int4")
                                .defaultExpression("nextval('public.t_id_seq'::regclass)")
                                .build())
                .withSequences(List.of(serial("id", "t_id_seq").build()));

        assertThat(ddl(t).tableStatements())
                .containsExactly(
                        "create sequence \"stage\".\"t_id_seq\" as integer increment by 1",
                        "create table \"stage\".\"t\" (\"id\" integer default nextval('\"stage\".\"t_id_seq\"'::regclass))",
                        "alter sequence \"stage\".\"t_id_seq\" owned by \"stage\".\"t\".\"id\"");
    }

    @Test
    void anIdentityKeepsItsSequencesNameAndOptions() {
        TableDefinition t = definition(
                        "t", column("id", "integer", "int4").identity("a").build())
                .withSequences(List.of(serial("id", "t_id_seq").identity(true).build()));

        assertThat(ddl(t).tableStatements())
                .containsExactly("create table \"stage\".\"t\" (\"id\" integer generated always as identity"
                        + " (sequence name \"stage\".\"t_id_seq\" increment by 1))");
    }

    @Test
    void generatedColumnsUnloggedTablesAndStorageParametersAreMadeAlike() {
        TableDefinition t = definition(
                        "t",
                        column("g", "integer", "int4")
                                .generated("s")
                                .defaultExpression("(a + 1)")
                                .storage("x")
                                .statisticsTarget(7)
                                .build())
                .withTable(table("t")
                        .unlogged(true)
                        .options(List.of("fillfactor=50"))
                        .replicaIdentity("f")
                        .build());

        assertThat(ddl(t).tableStatements())
                .containsExactly(
                        "create unlogged table \"stage\".\"t\" (\"g\" integer generated always as ((a + 1)) stored)"
                                + " with (fillfactor=50)",
                        "alter table \"stage\".\"t\" alter column \"g\" set storage extended",
                        "alter table \"stage\".\"t\" alter column \"g\" set statistics 7",
                        "alter table \"stage\".\"t\" replica identity full");
    }

    @Test
    void constraintsAreMadeFromIndexesThatAreThereOrAsTheyAre() {
        Index apart = index("apart", "during")
                .accessMethod("gist")
                .constraint(Definitions.constraint("apart", "x", "EXCLUDE USING gist (during WITH &&)"))
                .build();
        TableDefinition t = definition("t", integer("id"), text("v"))
                .withIndexes(List.of(
                        apart,
                        primaryKey("t_pkey", "id"),
                        index("t_v", "v").clustered(true).build()))
                .withChecks(List.of(new Check("late", "CHECK ((v <> '')) NOT VALID", false, true, null)));

        assertThat(ddl(t).createIndex(primaryKey("t_pkey", "id")))
                .isEqualTo("create unique index \"t_pkey\" on \"stage\".\"t\" USING btree (id)");
        assertThat(ddl(t).constraintStatements())
                .containsExactly(
                        "alter table \"stage\".\"t\" add constraint \"apart\" EXCLUDE USING gist (during WITH &&)",
                        "alter table \"stage\".\"t\" add constraint \"t_pkey\" primary key using index \"t_pkey\"",
                        "alter table \"stage\".\"t\" cluster on \"t_v\"",
                        "alter table \"stage\".\"t\" add constraint \"late\" CHECK ((v <> '')) NOT VALID");
    }

    @Test
    void foreignKeysPointAtTheStagesOfSelectedTablesOnly() {
        TableDefinition t = definition("t", integer("a"))
                .withForeignKeys(List.of(
                        foreignKey("to_t", "t", "t").validated(false).build(),
                        foreignKey("to_other", "t", "other").build()));

        assertThat(ddl(t).innerForeignKeys())
                .containsExactly("alter table \"stage\".\"t\" add constraint \"to_t\" FOREIGN KEY (a) REFERENCES"
                        + " \"stage\".\"t\"(id) not valid");
        assertThat(ddl(t).made().foreignKeys()).extracting(ForeignKey::name).containsExactly("to_t");
    }

    @Test
    void aPartitionIsMadeByItselfAndAttachedLater() {
        TableDefinition t = definition("t", integer("id"))
                .withTable(table("t")
                        .partition(true)
                        .inherits(true)
                        .tree(new Table.Tree(
                                null, List.of(new TableName("public", "whole")), "", "FOR VALUES FROM (1) TO (9)"))
                        .build());

        assertThat(ddl(t).tableStatements()).containsExactly("create table \"stage\".\"t\" (\"id\" integer)");
        assertThat(new TreeDdl(new TableDdl(t, Map.of("public", "stage"), Set.of(T, new TableName("public", "whole"))))
                        .attach())
                .contains(
                        "alter table \"stage\".\"whole\" attach partition \"stage\".\"t\" FOR VALUES FROM (1) TO (9)");
        assertThat(new TreeDdl(ddl(t)).attach())
                .as("never to a table that is not in the stage")
                .isEmpty();
    }

    private static TableDdl ddl(TableDefinition definition) {
        return new TableDdl(definition, Map.of("public", "stage"), Set.of(T));
    }
}
