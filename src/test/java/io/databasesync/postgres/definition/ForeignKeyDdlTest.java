package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.foreignKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.ForeignKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The statements that drop a foreign key, add it again and check it.
class ForeignKeyDdlTest {
    private static final String UNCHECKED =
            "add constraint \"k\" FOREIGN KEY (a) REFERENCES \"public\".\"t\"(id) not valid";

    @Test
    void aKeyIsAddedWithoutACheckAndValidatedLater() {
        ForeignKey key = foreignKey("k", "child", "t").build();

        assertThat(ForeignKeyDdl.drop(key)).isEqualTo("alter table \"public\".\"child\" drop constraint \"k\"");
        assertThat(ForeignKeyDdl.add(key)).containsExactly("alter table \"public\".\"child\" " + UNCHECKED);
        assertThat(ForeignKeyDdl.validate(key))
                .containsExactly("alter table \"public\".\"child\" validate constraint \"k\"");
    }

    @Test
    void aKeyThatWasNotValidatedStaysSo() {
        ForeignKey key = foreignKey("k", "child", "t").validated(false).build();

        assertThat(ForeignKeyDdl.validate(key)).isEmpty();
        assertThat(ForeignKeyDdl.addChecked(key)).containsExactly("alter table \"public\".\"child\" " + UNCHECKED);
    }

    @Test
    void aKeyWithACommentGetsItBack() {
        ForeignKey key = foreignKey("k", "child", "t").comment("it's").build();

        assertThat(ForeignKeyDdl.addChecked(key))
                .containsExactly(
                        "alter table \"public\".\"child\" add constraint \"k\" FOREIGN KEY (a) REFERENCES \"public\".\"t\"(id)",
                        "comment on constraint \"k\" on \"public\".\"child\" is 'it''s'");
    }

    /// Before PostgreSQL 18, a partitioned table itself can have no key that is not valid.
    @Test
    void eachLeafOfAPartitionedTableGetsTheKeyAndTheTableGetsItLast() {
        ForeignKey key =
                foreignKey("k", "child", "t").leaves(List.of("one", "two")).build();

        assertThat(ForeignKeyDdl.add(key))
                .containsExactly("alter table one " + UNCHECKED, "alter table two " + UNCHECKED);
        assertThat(ForeignKeyDdl.validate(key))
                .containsExactly(
                        "alter table one validate constraint \"k\"",
                        "alter table two validate constraint \"k\"",
                        "alter table \"public\".\"child\" add constraint \"k\" FOREIGN KEY (a) REFERENCES \"public\".\"t\"(id)");
    }

    @Test
    void aPartitionedTableWithoutLeavesHasNoRowsToCheck() {
        ForeignKey key = foreignKey("k", "child", "t").leaves(List.of()).build();

        assertThat(ForeignKeyDdl.add(key))
                .singleElement()
                .asString()
                .startsWith("alter table \"public\".\"child\"")
                .doesNotContain("not valid");
        assertThat(ForeignKeyDdl.validate(key)).isEmpty();
    }
}
