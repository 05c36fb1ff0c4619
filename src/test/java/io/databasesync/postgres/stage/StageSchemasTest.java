package io.databasesync.postgres.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageSchemasTest {
    @Test
    void theSameRunFindsItsSchemasAgain() {
        assertThat(StageSchemas.of("run", List.of("public", "other")))
                .isEqualTo(StageSchemas.of("run", List.of("other", "public")))
                .isNotEqualTo(StageSchemas.of("another run", List.of("public", "other")));
    }

    @Test
    void aTableKeepsItsNameAndGetsASchemaThatNamesItsOwn() {
        StageSchemas schemas = StageSchemas.of("run", List.of("public"));
        TableName t = new TableName("public", "t");

        assertThat(schemas.staged(t).name()).isEqualTo("t");
        assertThat(schemas.staged(t).schema()).startsWith("dbsync_stage_").endsWith("_public");
        assertThat(schemas.kept(t).schema()).startsWith("dbsync_prev_").endsWith("_public");
    }

    @Test
    void namesAreNoLongerThanPostgresAllowsAndBreakNoCharacter() {
        String schema = "ü".repeat(31);
        StageSchemas schemas = StageSchemas.of("run", List.of(schema, schema + "x"));

        assertThat(schemas.stage().values())
                .doesNotHaveDuplicates()
                .allSatisfy(name ->
                        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63));
        assertThat(schemas.stage().get(schema)).endsWith("ü");
    }
}
