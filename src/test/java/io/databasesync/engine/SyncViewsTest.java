package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.engine.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes through views of a replaced table: it reaches the new one.
@ParameterizedClass
@EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class SyncViewsTest {
    private final Pair pair;

    SyncViewsTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void rulesOfViewsWriteToTheNewTable() {
        pair.scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(
                        "insert into t values (1, 'old')",
                        "create view shown as select * from t",
                        "create rule adding as on insert to shown do instead"
                                + " insert into t values (new.id, new.v) returning t.id, t.v",
                        "create rule removing as on delete to shown do instead"
                                + " (update t set v = 'gone' where id = old.id; delete from t where id = old.id)",
                        "comment on rule adding on shown is 'writes'",
                        "create view aside as select 1 as id",
                        "create rule adding as on insert to aside do instead insert into t values (new.id, 'aside')")
                .afterSync(target -> {
                    target.execute("insert into shown values (100, 'shown')", "insert into aside values (101)");
                    assertThat(target.rows("select id, v from t order by id"))
                            .containsExactly(row(1, "new"), row(100, "shown"), row(101, "aside"));
                    target.execute("delete from shown where id > 1");
                    assertThat(target.column("select id from t")).containsExactly("1");
                })
                .play();
    }
}
