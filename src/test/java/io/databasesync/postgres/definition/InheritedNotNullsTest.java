package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InheritedNotNullsTest {
    private static final TableDefinition VALID =
            parent("early", new Column.NotNull("early_a", true, false, true, null));
    private static final TableDefinition NOT_VALID =
            parent("late", new Column.NotNull("late_a", true, false, false, null));
    private static final TableDefinition ANOTHER =
            parent("other", new Column.NotNull("other_a", true, false, false, null));
    private static final TableDefinition ALONE = parent("alone", new Column.NotNull("alone_a", true, true, true, null));

    @Test
    void aTableDefinesWhatItWouldInheritUnderAnotherName() {
        assertThat(named("late_a", NOT_VALID, VALID)).isNotEqualTo(child("late_a", NOT_VALID, VALID));
        assertThat(named("other_a", NOT_VALID, ANOTHER)).isNotEqualTo(child("other_a", NOT_VALID, ANOTHER));
        assertThat(named("alone_a", VALID, ALONE)).isNotEqualTo(child("alone_a", VALID, ALONE));
    }

    @Test
    void aTableInheritsWhatTheServerNamesSo() {
        assertThat(named("early_a", NOT_VALID, VALID)).isEqualTo(child("early_a", NOT_VALID, VALID));
        assertThat(named("early_a", ALONE, VALID)).isEqualTo(child("early_a", ALONE, VALID));
        assertThat(named("late_a", NOT_VALID, ALONE)).isEqualTo(child("late_a", NOT_VALID, ALONE));
        assertThat(named("late_a", NOT_VALID)).isEqualTo(child("late_a", NOT_VALID));
    }

    @Test
    void whetherATableDefinesWhatItInheritsIsNoDifferenceToAKeptTable() {
        assertThat(new DefinitionComparison(Map.of(), List.of())
                        .differences(named("late_a", NOT_VALID, VALID), child("late_a", NOT_VALID, VALID)))
                .isEmpty();
    }

    private static TableDefinition parent(String name, Column.NotNull constraint) {
        return definition(name, integer("a").withNotNull(true).withNotNullConstraint(constraint));
    }

    private static TableDefinition named(String constraint, TableDefinition... parents) {
        return InheritedNotNulls.of(List.of(parents)).named(child(constraint, parents));
    }

    private static TableDefinition child(String constraint, TableDefinition... parents) {
        Table.Tree tree = new Table.Tree(
                null, Stream.of(parents).map(TableDefinition::name).toList(), "", "");
        return parent("child", new Column.NotNull(constraint, false, false, true, null))
                .withTable(table("child").inherits(true).tree(tree).build());
    }
}
