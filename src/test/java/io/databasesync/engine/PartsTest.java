package io.databasesync.engine;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.StagedTable;
import io.databasesync.postgres.TablePart;
import io.databasesync.sync.SyncRequest.PartBytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final long MB = 1L << 20;

    @Test
    void aTableWhoseIndexTakesLongIsCopiedBeforeALargerOne() {
        StagedTable log = table("log", 300 * MB);
        StagedTable pages = table("pages", 200 * MB, index("pages_embedding", "ivfflat", 100 * MB));
        StagedTable small = table("settings", 8192);
        assertThat(Parts.of(List.of(small, log, pages), Map.of(), 4, PartBytes.DEFAULT))
                .extracting(part -> part.name().name())
                .containsExactly("pages", "log", "settings");
    }

    @Test
    void withOneConnectionNothingIsCut() {
        StagedTable log = table("log", 3_000 * MB);
        assertThat(Parts.of(List.of(log), Map.of(log.pair().source().oid(), 384_000L), 1, PartBytes.DEFAULT))
                .allMatch(TablePart::isWhole);
    }
}
