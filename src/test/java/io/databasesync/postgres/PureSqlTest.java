package io.databasesync.postgres;

import static io.databasesync.postgres.catalog.Shapes.foreignKey;
import static io.databasesync.postgres.catalog.Shapes.integer;
import static io.databasesync.postgres.catalog.Shapes.pair;
import static io.databasesync.postgres.catalog.Shapes.serial;
import static io.databasesync.postgres.catalog.Shapes.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.StagedTable;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SelectExpression;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.catalog.StageDdl;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the classes of this package decide and say without a server.
class PureSqlTest {
    private static final TablePair T = pair(shape("t", integer("id")), shape("t", integer("id")));
    private static final TablePair P = pair(shape("p", integer("id")), shape("p", integer("id")));
    private static final Set<TableName> BOTH = Set.of(T.name(), P.name());

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
                .isEqualTo("(select \"id\" from only \"public\".\"t\" where ctid >= '(0,0)'::tid and ctid < '(8,0)'::tid)");
        assertThat(CopyEnds.ofPart(new TablePart(staged(T), 1, 2, 8, 16, 1)).source())
                .isEqualTo("(select \"id\" from only \"public\".\"t\" where ctid >= '(8,0)'::tid)");
    }

    @Test
    void rowsWithAConditionAndAMaskAreCopiedByAQuery() {
        SourceRows some = new SourceRows(
                T.rows().relation(), "id > 7", List.of(SelectExpression.masked(integer("id"), "id + 1")));

        assertThat(CopyEnds.ofTable(T.withRows(some)).source())
                .isEqualTo("(select cast((id + 1) as integer) as \"id\" from only \"public\".\"t\" where (id > 7))");
    }

    @Test
    void aSequenceGetsTheSourcesValueOrGoesBehindTheRows() {
        var sequence = serial("id", "s").build();

        assertThat(SequencePositions.set(sequence, "stage.s", "only t", Optional.of(new SequenceValue(7, true))))
                .isEqualTo("select setval('stage.s', 7, true)");
        assertThat(SequencePositions.set(sequence, "stage.s", "only t", Optional.empty()))
                .isEqualTo("select setval('stage.s', max(\"id\")) from only t having max(\"id\") is not null");
        assertThat(SequencePositions.advance(sequence.withAscending(false), new SequenceValue(7, false)))
                .isEqualTo("select setval('\"public\".\"s\"', 7, false) from \"public\".\"s\" where (7, false) <"
                        + " (last_value, is_called)");
    }

    @Test
    void keysThatOurRoleMayNotDropAreKeptAndReferencedTablesComeFirst() {
        ForeignKey ours = foreignKey("ours", "t", "p").build();
        ForeignKey theirs = foreignKey("theirs", "t", "p").rights(NO_RIGHTS).build();

        InPlaceKeys keys = InPlaceKeys.of(List.of(ours, theirs), BOTH, "app");

        assertThat(keys).isEqualTo(new InPlaceKeys(List.of(ours), List.of(theirs)));
        assertThat(keys.order(List.of(T, P))).containsExactly(P, T);
    }

    @Test
    void aKeyOfATableThatStaysAndThatOurRoleMayNotDropIsRefused() {
        ForeignKey key = foreignKey("theirs", "outside", "p").rights(NO_RIGHTS).build();

        SyncException refusal = catchThrowableOfType(
                SyncException.class, () -> InPlaceKeys.of(List.of(key), BOTH, "app"));

        assertThat(refusal.reason()).isEqualTo(Reason.DependentBlocks);
        assertThat(refusal.getMessage()).contains("public.p cannot be emptied because of foreign key theirs");
    }

    @Test
    void keysAreTheSameWhateverOurRoleMayDoByNow() {
        ForeignKey key = foreignKey("k", "t", "p").build();
        InPlaceKeys keys = InPlaceKeys.of(List.of(key), BOTH, "app");

        assertThat(keys.same(List.of(key.withRights(NO_RIGHTS)), BOTH)).isTrue();
        assertThat(keys.same(List.of(key.withTail("(id) ON DELETE CASCADE")), BOTH)).isFalse();
        assertThat(keys.same(List.of(), BOTH)).isFalse();
    }

    private static final ForeignKey.Rights NO_RIGHTS = new ForeignKey.Rights(false, "another", false, false);

    private static StagedTable staged(TablePair pair) {
        return new StagedTable(pair, new StageDdl(pair.shape(), Map.of("public", "stage"), BOTH));
    }
}
