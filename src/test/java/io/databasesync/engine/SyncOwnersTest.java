package io.databasesync.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Whose the tables and what belongs to them are after a sync, and who may use them.
@ParameterizedClass
@EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class SyncOwnersTest {
    private final Pair pair;

    SyncOwnersTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void aSequenceThatTwoTablesUseStaysWithItsOwner() {
        pair.scenario()
                .both(
                        "create table a (id serial primary key)",
                        "create table b (id int primary key default nextval('a_id_seq'))")
                .source("insert into a default values", "insert into b default values")
                .target(target -> {
                    String owner = target.newRole();
                    target.execute("alter table a owner to " + owner, "alter table b owner to " + owner);
                })
                .play();
    }
}
