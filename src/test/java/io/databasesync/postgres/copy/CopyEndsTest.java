package io.databasesync.postgres.copy;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.SelectExpression;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.postgres.definition.TablePair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What `COPY` is told, without a server.
class CopyEndsTest {
    private static final TablePair T = pair(definition("t", integer("id")), definition("t", integer("id")));

    private static RunTable staged(TablePair pair) {
        return new RunTable(pair, new TableDdl(pair.definition(), Map.of("public", "stage"), Set.of(pair.name())));
    }

    @Test
    void aWholeTableIsCopiedByItsName() {
        CopyEnds ends = CopyEnds.ofPart(TablePart.whole(staged(T), 1));

        assertThat(ends.out("binary"))
                .isEqualTo("copy \"public\".\"t\" (\"id\") to stdout with (format binary, encoding 'UTF8')");
        assertThat(ends.in("text"))
                .isEqualTo("copy \"stage\".\"t\" (\"id\") from stdin with (freeze, format text, encoding 'UTF8')");
    }

    @Test
    void aPartIsARangeOfBlocksAndTheLastOneHasNoEnd() {
        assertThat(CopyEnds.ofPart(new TablePart(staged(T), 0, 2, 0, 8, 1)).source())
                .isEqualTo(
                        "(select \"id\" from only \"public\".\"t\" where ctid >= '(0,0)'::tid and ctid < '(8,0)'::tid)");
        assertThat(CopyEnds.ofPart(new TablePart(staged(T), 1, 2, 8, 16, 1)).source())
                .isEqualTo("(select \"id\" from only \"public\".\"t\" where ctid >= '(8,0)'::tid)");
    }

    @Test
    void rowsWithAConditionAndAMaskAreCopiedByAQuery() {
        SourceRows some = new SourceRows(
                T.rows().relation(), "id > 7", List.of(new SelectExpression("id", "cast((id + 1) as integer)")));

        assertThat(CopyEnds.ofTable(T.withRows(some)).source())
                .isEqualTo("(select cast((id + 1) as integer) as \"id\" from only \"public\".\"t\" where (id > 7))");
    }
}
