package io.databasesync.engine.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.Definitions;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompressionCheckTest {
    private static final List<TableDefinition> TABLES = List.of(
            Definitions.definition(
                    "t",
                    Definitions.column("v", "text", "text").compression("l").build()),
            Definitions.definition("u", Definitions.text("v")));

    @Test
    void refusesTablesWithACompressionThatTheServerWasBuiltWithout() {
        assertThat(CompressionCheck.refusals(TABLES, List.of("pglz")))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.UnsupportedTable);
                    assertThat(refusal)
                            .extracting(SyncException::getMessage)
                            .asString()
                            .contains("public.t", "column v", "lz4");
                });
    }

    @Test
    void acceptsThemIfTheServerHasIt() {
        assertThat(CompressionCheck.refusals(TABLES, List.of("pglz", "lz4"))).isEmpty();
    }
}
