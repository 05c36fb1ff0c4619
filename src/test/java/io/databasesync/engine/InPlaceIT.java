package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/// What embedded servers cannot show of runs in place: pgvector, 18, servers behind a network.
@ParameterizedClass(name = "{0} to {1}")
@CsvSource({"17, 15", "15, 17", "17, 18", "18, 15", "18, 18"})
class InPlaceIT {
    private static final String[] VECTORS = {
        "create extension vector",
        "create table page (id int generated always as identity primary key, v vector(3), h halfvec(3), s sparsevec(5))",
        "create index by_lists on page using ivfflat (v vector_cosine_ops) with (lists = 7)",
        "create index by_graph on page using hnsw (v vector_l2_ops) with (m = 8)",
        "create index by_half on page using hnsw (h halfvec_l2_ops) where id > 5",
        "create table note (page int references page, body text)"
    };
    private static final String[] PARTITIONED_VECTORS = {
        "create extension vector",
        "create table page (id int, v vector(3), primary key (id)) partition by range (id)",
        "create table page_low partition of page for values from (minvalue) to (1000)",
        "create table page_high partition of page for values from (1000) to (maxvalue) partition by list (id)",
        "create table page_1000 partition of page_high for values in (1000)",
        "create table page_rest partition of page_high default",
        "create index by_graph on page using hnsw (v vector_l2_ops)"
    };

    private final int source;
    private final int target;

    InPlaceIT(int source, int target) {
        this.source = source;
        this.target = target;
    }

    @Test
    void replacesVectorsAndBuildsTheirIndexesOverTheNewRows() {
        scenario()
                .verification(Comparison.Checksum)
                .both(VECTORS)
                .source(
                        "insert into page (v, h, s) select array[i, i % 7, 1]::vector, array[i % 100, 2, 3]::halfvec,"
                                + " format('{1:%s,5:2}/5', i)::sparsevec from generate_series(1, 3000) i",
                        "insert into page (v) values (null), ('[1e-30,-2.5,0]')",
                        "insert into note select id, 'on ' || id from page")
                .target("insert into page (v) select array[i, 1, 1]::vector from generate_series(1, 50) i")
                .afterSync(database -> {
                    assertThat(database.rows("""
                        select c.relname, amname, indisvalid, indisready from pg_index
                        join pg_class c on c.oid = indexrelid join pg_am on pg_am.oid = c.relam
                        where indrelid = 'page'::regclass and amname <> 'btree' order by 1\
                        """))
                            .containsExactly(
                                    row("by_graph", "hnsw", true, true),
                                    row("by_half", "hnsw", true, true),
                                    row("by_lists", "ivfflat", true, true));
                    assertThat(idOfNearest(database, "[41,6,1]")).isEqualTo("41");
                })
                .play();
    }

    @Test
    void fillsThePartitionsOfEqualTreesOneByOne() {
        scenario()
                .verification(Comparison.Checksum)
                .both(PARTITIONED_VECTORS)
                .source("insert into page select i, array[i, i % 7, 1]::vector from generate_series(1, 3000) i")
                .target("insert into page values (7, '[1,2,3]'), (1000, null), (7000, null)")
                .afterSync(database -> {
                    assertThat(database.rows(
                                    "select tableoid::regclass::text, count(*) from page group by 1 order by 1"))
                            .containsExactly(row("page_1000", 1L), row("page_low", 999L), row("page_rest", 2000L));
                    // without a vacuum, only COPY FREEZE makes such pages: nobody's snapshot finds rows missing
                    assertThat(database.rows("select relname, relallvisible > 0 from pg_class"
                                    + " where relname in ('page_low', 'page_1000', 'page_rest') order by 1"))
                            .containsExactly(row("page_1000", true), row("page_low", true), row("page_rest", true));
                    assertThat(idOfNearest(database, "[41,6,1]")).isEqualTo("41");
                })
                .play();
    }

    @Test
    void saysWhichListsAreThoseOfAnEmptyTable() {
        scenario()
                .both(PARTITIONED_VECTORS)
                .both("create index by_lists on page using ivfflat (v vector_l2_ops) with (lists = 3)")
                .source("insert into page select i, array[i, i % 7, 1]::vector from generate_series(1, 300) i")
                .warns("index by_lists of public.page .* run afterwards: REINDEX INDEX public.by_lists")
                .play();
    }

    private static String idOfNearest(TestDatabase database, String vector) {
        database.execute("set enable_seqscan = off");
        String id = database.value("select id from page order by v <-> '%s' limit 1".formatted(vector));
        database.execute("reset enable_seqscan");
        return id;
    }

    private Scenario scenario() {
        return new Scenario(TestServer.container(source), TestServer.container(target)).mode(Mode.InPlace);
    }
}
