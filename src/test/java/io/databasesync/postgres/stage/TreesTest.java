package io.databasesync.postgres.stage;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.sync.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The order of statements about trees of tables.
class TreesTest {
    @Test
    void parentsComeFirstAtAnyDepth() {
        assertThat(Trees.parentsFirst(tables(
                        member("leaf", "middle", "FOR VALUES IN (1)"),
                        member("middle", "whole", "FOR VALUES IN (1)"),
                        member("whole", null, ""))))
                .extracting(t -> t.name().name())
                .containsExactly("whole", "middle", "leaf");
    }

    @Test
    void aParentThatIsNotSelectedIsNotWaitedFor() {
        assertThat(Trees.parentsFirst(tables(member("leaf", "elsewhere", "FOR VALUES IN (1)"))))
                .hasSize(1);
    }

    @Test
    void aCircleIsABug() {
        List<RunTable> circle = tables(member("a", "b", ""), member("b", "a", ""));

        assertThatThrownBy(() -> Trees.parentsFirst(circle))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("public.a");
    }

    @Test
    void theRowsOfAPartitionedTableAreInItsLeavesAtAnyDepth() {
        TableDefinition middle = member("middle", "whole", "FOR VALUES IN (1)");
        assertThat(Trees.leaves(tables(
                        member("leaf", "middle", "DEFAULT"),
                        middle.withTable(middle.table().with(t -> t.kind("p"))),
                        member("whole", null, ""),
                        member("empty", null, ""))))
                .isEqualTo(Map.of(
                        new TableName("public", "middle"), List.of(new TableName("public", "leaf")),
                        new TableName("public", "whole"), List.of(new TableName("public", "leaf")),
                        new TableName("public", "empty"), List.of()));
    }

    /// Attaching the others would scan its rows.
    @Test
    void theDefaultPartitionIsAttachedLast() {
        assertThat(Trees.attach(tables(
                        member("rest", "whole", "DEFAULT"),
                        member("one", "whole", "FOR VALUES IN (1)"),
                        member("whole", null, ""))))
                .containsExactly(
                        "alter table \"stage\".\"whole\" attach partition \"stage\".\"one\" FOR VALUES IN (1)",
                        "alter table \"stage\".\"whole\" attach partition \"stage\".\"rest\" DEFAULT");
    }

    @Test
    void theWholeTreeIsAnalyzedOnceAtItsRootAfterEverythingElse() {
        assertThat(Trees.join(tables(member("one", "whole", "FOR VALUES IN (1)"), member("whole", null, ""))))
                .endsWith("analyze \"stage\".\"whole\"")
                .doesNotContain("analyze \"stage\".\"one\"");
    }

    private static TableDefinition member(String name, @Nullable String parent, String bound) {
        List<TableName> parents = parent == null ? List.of() : List.of(new TableName("public", parent));
        return definition(name, integer("id"))
                .withTable(table(name)
                        .kind(bound.isEmpty() ? "p" : "r")
                        .partition(!bound.isEmpty())
                        .inherits(!parents.isEmpty())
                        .tree(new Table.Tree(null, parents, bound.isEmpty() ? "LIST (id)" : "", bound))
                        .build());
    }

    private static List<RunTable> tables(TableDefinition... members) {
        Set<TableName> selected = Stream.of(members).map(m -> m.table().name()).collect(Collectors.toSet());
        return Arrays.stream(members)
                .map(m -> new RunTable(pair(m, m), new TableDdl(m, Map.of("public", "stage"), selected)))
                .toList();
    }
}
