package io.databasesync.engine.work;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.SyncRequest.PartBytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final long MB = 1L << 20;

    @Test
    void aTableWhoseIndexTakesLongIsCopiedBeforeALargerOne() {
        RunTable log = table("log", 300 * MB);
        RunTable pages = table("pages", 200 * MB, index("pages_embedding", "ivfflat", 100 * MB));
        RunTable small = table("settings", 8192);
        assertThat(Parts.of(List.of(small, log, pages), Map.of(), 4, PartBytes.DEFAULT))
                .extracting(part -> part.name().name())
                .containsExactly("pages", "log", "settings");
    }

    @Test
    void withOneConnectionNothingIsCut() {
        RunTable log = table("log", 3_000 * MB);
        assertThat(Parts.of(List.of(log), Map.of(log.pair().source().oid(), 384_000L), 1, PartBytes.DEFAULT))
                .allMatch(TablePart::isWhole);
    }
}
