package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import org.junit.jupiter.api.Test;

/// Who reads the target during a sync sees the old content, then the new content; never neither, never a mix.
class SyncReadersTest {
    private static final String[] TABLES = {
        "create table a (id int primary key, v text)", "create table b (id int primary key, v text)"
    };

    @Test
    void seeOldContentThenNewContent() {
        Readers[] readers = new Readers[1];
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLES)
                .source("insert into a select i, repeat('new ', 50) from generate_series(1, 20000) i")
                .source("insert into b select i, repeat('new ', 50) from generate_series(1, 200) i")
                .target("insert into a select i, 'old' from generate_series(1, 100) i")
                .target("insert into b select i, 'old' from generate_series(1, 50) i")
                .during(Phase.Validating, (target, _) -> {
                    if (readers[0] == null) {
                        readers[0] = new Readers(target, "select count(*) from a", "select count(*) from b").start();
                    }
                })
                .afterSync(_ -> {
                    readers[0].close();
                    assertThat(readers[0].answers())
                            .isSubsetOf("100 50", "20000 200")
                            .contains("100 50");
                })
                .play();
    }
}
