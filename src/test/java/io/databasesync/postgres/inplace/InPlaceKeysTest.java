package io.databasesync.postgres.inplace;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.foreignKey;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which foreign keys are dropped, kept or refused, without a server.
class InPlaceKeysTest {
    private static final TablePair T = pair(definition("t", integer("id")), definition("t", integer("id")));

    private static final TablePair P = pair(definition("p", integer("id")), definition("p", integer("id")));

    private static final Set<TableName> BOTH = Set.of(T.name(), P.name());

    private static final ForeignKey.Rights NO_RIGHTS = new ForeignKey.Rights(false, "another", false, false);

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

        SyncException refusal =
                catchThrowableOfType(SyncException.class, () -> InPlaceKeys.of(List.of(key), BOTH, "app"));

        assertThat(refusal.reason()).isEqualTo(Reason.DependentBlocks);
        assertThat(refusal.getMessage())
                .contains("foreign key theirs of public.outside refers to it, so it cannot be emptied");
    }

    @Test
    void keysAreTheSameWhateverOurRoleMayDoByNow() {
        ForeignKey key = foreignKey("k", "t", "p").build();
        InPlaceKeys keys = InPlaceKeys.of(List.of(key), BOTH, "app");

        assertThat(keys.same(List.of(key.withRights(NO_RIGHTS)), BOTH)).isTrue();
        assertThat(keys.same(List.of(key.withTail("(id) ON DELETE CASCADE")), BOTH))
                .isFalse();
        assertThat(keys.same(List.of(), BOTH)).isFalse();
    }
}
