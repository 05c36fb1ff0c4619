package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.index;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.DependentViewBuilder;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The statements that make a view of the stage.
class ViewDdlTest {
    @Test
    void aMaterializedViewReadsTheStageAndIsMadeEmpty() {
        assertThat(ddl(view().materialized(true)).create())
                .isEqualTo(
                        "create materialized view stage.v as select a from \"stage\".\"t\" join public.other with no data");
    }

    @Test
    void aViewHoldsNoRows() {
        assertThat(ddl(view()).create()).doesNotContain("with no data");
    }

    @Test
    void anotherOwnerMayCreateInTheStageForThatMomentOnly() {
        assertThat(ddl(view()).owner("me")).isEmpty();
        assertThat(ddl(view().owner("app")).owner("me"))
                .containsExactly(
                        "grant create on schema \"stage\" to \"app\"",
                        "alter table stage.v owner to \"app\"",
                        "revoke create on schema \"stage\" from \"app\"");
    }

    @Test
    void indexesAreMadeInTheirTablespaceWithWhatBelongsToThem() {
        var unique = index("v_a", "a")
                .unique(true)
                .tablespace("fast")
                .statisticsTargets(List.of("alter column 1 set statistics 7"))
                .comment("it's")
                .clustered(true)
                .build();

        assertThat(ddl(view().indexes(List.of(unique))).properties())
                .containsExactly(
                        "set local default_tablespace = 'fast'",
                        "create unique index \"v_a\" on stage.v USING btree (a)",
                        "set local default_tablespace = ''",
                        "alter index \"stage\".\"v_a\" alter column 1 set statistics 7",
                        "comment on index \"stage\".\"v_a\" is 'it''s'",
                        "alter materialized view stage.v cluster on \"v_a\"");
    }

    @Test
    void anInvalidIndexIsLeftOutAndStatementsReadTheStage() {
        var invalid = index("broken", "a").valid(false).build();

        assertThat(ddl(view().indexes(List.of(invalid))
                                .statements(List.of("comment on column stage.v.a is 'of public.t'", "f(public.t.a)")))
                        .properties())
                .containsExactly("comment on column stage.v.a is 'of public.t'", "f(\"stage\".\"t\".a)");
    }

    private static ViewDdl ddl(DependentViewBuilder view) {
        return new ViewDdl(
                view.build(),
                new Repointing(Map.of(new TableName("public", "t"), new TableName("stage", "t"))),
                "stage");
    }

    private static DependentViewBuilder view() {
        return DependentViewBuilder.builder()
                .name(new TableName("public", "v"))
                .spelled("public.v")
                .owner("me")
                .reads(List.of())
                .obstacle("")
                .head("create materialized view stage.v as ")
                .query("select a from public.t join public.other")
                .statements(List.of())
                .made("stage.v")
                .indexes(List.of())
                .statistics(List.of());
    }
}
