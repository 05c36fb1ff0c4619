package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.column;
import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.foreignKey;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.primaryKey;
import static io.databasesync.testing.postgres.Definitions.serial;
import static io.databasesync.testing.postgres.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the stage of a table that stays has of it.
class FillStageTest {
    @Test
    void itHasColumnsAndChecksAndNothingElse() {
        TableDefinition stage = stage(definition(
                        "t",
                        column("id", "integer", "int4")
                                .notNull(true)
                                .defaultExpression("nextval('public.s'::regclass)")
                                .comment("number")
                                .build())
                .withIndexes(List.of(primaryKey("t_pkey", "id")))
                .withForeignKeys(List.of(foreignKey("k", "t", "other").build()))
                .withSequences(List.of(serial("id", "s").build()))
                .withChecks(List.of(check("positive", "CHECK ((id > 0))"))));

        assertThat(stage.columns())
                .containsExactly(column("id", "integer", "int4").notNull(true).build());
        assertThat(stage.checks()).extracting(Check::name).containsExactly("positive");
        assertThat(stage.indexes()).isEmpty();
        assertThat(stage.foreignKeys()).isEmpty();
        assertThat(stage.sequences()).isEmpty();
    }

    @Test
    void itIsAPlainHeapWhateverTheTableIs() {
        TableDefinition whole = definition("t", integer("id"))
                .withTable(table("t")
                        .kind("p")
                        .replicaIdentity("f")
                        .options(List.of("fillfactor=50"))
                        .comment("a table")
                        .build());

        assertThat(stage(whole).table()).isEqualTo(table("t").unlogged(true).build());
        assertThat(FillStage.of(pair(whole, whole), false).definition().table())
                .isEqualTo(table("t").build());
    }

    /// The tables that they name are still to come.
    @Test
    void valuesThatNameTablesAreStagedAsTextAndLookedUpLater() {
        Column named = column("r", "regclass", "regclass").build();
        TableDefinition t =
                definition("t", named, integer("id")).withChecks(List.of(check("own", "CHECK ((r IS NOT NULL))")));

        assertThat(stage(t).columns()).extracting(Column::type).containsExactly("text", "integer");
        assertThat(stage(t).checks()).as("it may compare what is text now").isEmpty();
        assertThat(FillStage.values(t, List.of("r", "id"))).isEqualTo("\"r\"::regclass, \"id\"");
    }

    @Test
    void whatDependsOnTheTableItselfIsLeftOut() {
        Column itself = column("o", "oid", "oid")
                .generated("s")
                .defaultExpression("tableoid")
                .build();
        Column sum = column("s", "integer", "int4")
                .generated("s")
                .defaultExpression("(id + 1)")
                .build();
        TableDefinition t = definition("t", integer("id"), itself, sum)
                .withChecks(List.of(
                        check("oid", "CHECK ((tableoid <> 0))"),
                        check("row", "CHECK (f(t.*))"),
                        check("kept", "CHECK ((id > 0))")));

        assertThat(stage(t).columns()).containsExactly(integer("id"), sum);
        assertThat(stage(t).checks()).extracting(Check::name).containsExactly("kept");
    }

    private static Check check(String name, String definition) {
        return new Check(name, definition, true, true, null);
    }

    private static TableDefinition stage(TableDefinition table) {
        return FillStage.of(pair(table, table), true).definition();
    }
}
