package io.databasesync.engine.validation;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeObstaclesTest {
    private static final TableName PARENT = new TableName("public", "parent");
    private static final TableName CHILD = new TableName("public", "child");
    private static final TableName OTHER = new TableName("public", "other");

    private final TreeObstacles found =
            new TreeObstacles(List.of(inheriting("child", PARENT), plain("parent"), plain("other")));

    @Test
    void anObstacleIsNamedOnce() {
        found.add(OTHER, obstacle("a policy"));
        found.add(OTHER, obstacle("a policy"));
        found.add(OTHER, obstacle("a view"));

        assertThat(found.byTable().get(OTHER)).hasSize(2);
        assertThat(found.stays(CHILD)).isFalse();
    }

    @Test
    void tablesThatInheritStayTogether() {
        found.add(CHILD, obstacle("a policy"));
        found.spread();

        assertThat(found.stays(PARENT)).isTrue();
        assertThat(found.stays(OTHER)).isFalse();
        assertThat(found.byTable().get(PARENT)).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.reason()).isEqualTo(Reason.DependentBlocks);
            assertThat(obstacle.object()).isEqualTo("table public.parent");
            assertThat(obstacle).hasMessageContaining("public.child");
        });
    }

    @Test
    void aMemberOfAPartitionTreeHasTheObstaclesOfItsRoot() {
        TreeObstacles tree =
                new TreeObstacles(List.of(plain("root").withMembers(List.of(definition("leaf", integer("id"))))));
        TableName leaf = new TableName("public", "leaf");
        TableName root = new TableName("public", "root");
        tree.add(leaf, obstacle("a trigger"));

        assertThat(tree.byTable()).containsOnlyKeys(root);
        assertThat(tree.stays(leaf)).isTrue();
    }

    private static SyncException obstacle(String what) {
        return SyncException.of(Reason.DependentBlocks, "table", "because of " + what, Fix.NONE);
    }

    private static TablePair plain(String name) {
        return both(definition(name, integer("id")));
    }

    private static TablePair inheriting(String name, TableName parent) {
        return both(definition(name, integer("id"))
                .withTable(table(name)
                        .tree(new Table.Tree(null, List.of(parent), "", ""))
                        .build()));
    }

    private static TablePair both(TableDefinition definition) {
        return pair(definition, definition);
    }
}
