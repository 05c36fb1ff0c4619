package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What embedded servers cannot show: pgvector, 18, servers behind a network, passwords for everybody.
@ParameterizedClass(name = "{0} to {1}")
@CsvSource({"17, 15", "15, 17", "17, 18"})
class SyncEngineIT {
    private static final String VECTOR_INDEX = "idx_archon_crawled_pages_embedding_1536";

    private static final String VECTORS =
            "create table t (id int primary key, v vector(3), h halfvec(3), s sparsevec(5), vs vector[])";
    private static final String VECTOR_ROWS = """
            insert into t values (1, '[1,-2.5,1e-30]', '[1,2,3]', '{1:1.5,5:2}/5', '{"[1]",NULL}'),
              (2, null, null, null, '{}')\
            """;

    private final int source;
    private final int target;

    SyncEngineIT(int source, int target) {
        this.source = source;
        this.target = target;
    }

    @Test
    void replacesTheKnowledgeBaseWhilePeopleSearchIt() {
        Readers readers =
                Readers.three("select count(*) from archon_crawled_pages", "select count(*) from archon_code_examples");
        scenario()
                .source(database -> database.fixture(2000, true))
                .source("delete from archon_code_examples where id % 2 = 0")
                .target(database -> database.fixture(200, true))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .afterSync(database -> {
                    readers.sawInOrder("200 2028", "2000 1014");
                    assertThat(database.rows("""
                        select indisvalid, indisready, amname from pg_index
                        join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
                        where indexrelid = '%s'::regclass\
                        """.formatted(VECTOR_INDEX))).containsExactly(row(true, true, "ivfflat"));
                    assertThat(database.column("""
                        select url from archon_crawled_pages
                        order by embedding_1536 <=> (select embedding_1536 from archon_crawled_pages where id = 41)
                        limit 1\
                        """)).hasSize(1);
                    assertThat(previousGeneration(database, "archon_crawled_pages"))
                            .isIn("200", "2000");
                })
                .play();
    }

    @Test
    void createsTheKnowledgeBase() {
        scenario()
                .source(database -> database.fixture(2000, true))
                .target("create extension vector")
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .play();
    }

    @Test
    void keepsXmlAndEveryVectorType() {
        scenario()
                .both("create extension vector")
                .source(
                        "create table t (id int primary key, x xml, v vector(3), h halfvec(3), s sparsevec(5), vs"
                                + " vector[])",
                        """
                        insert into t values (1, '<a b="ü">&lt;</a>', '[1,-2.5,1e-30]', '[1,2,3]', '{1:1.5,5:2}/5',
                          '{"[1]",NULL}'),
                          (2, null, null, null, null, '{}')\
                        """,
                        "create index on t using hnsw (v vector_l2_ops)",
                        "create index on t using hnsw (h halfvec_cosine_ops) with (m = 8)")
                .play();
    }

    // failure 49: a vector index runs out of shared memory
    /// A container has 64 MB of shared memory unless it is given more; parallel workers would want all of the
    /// index's.
    @Test
    void buildsHnswAloneWhereSharedMemoryIsTooSmallForWorkers() {
        scenario()
                .both(
                        "create extension vector",
                        "create table t (id int primary key, v vector(3)) with (parallel_workers = 2)",
                        "create index by_v on t using hnsw (v vector_l2_ops)")
                .source("insert into t select i, array[i, i % 7, 1]::vector from generate_series(1, 2000) i")
                .afterSync(target -> assertThat(target.value(
                                "select indisvalid::text from pg_index where indexrelid = 'by_v'::regclass"))
                        .isEqualTo("true"))
                .play();
    }

    @Test
    void comparesVectorsByChecksumWhereverTheExtensionIs() {
        scenario()
                .verification(Comparison.Checksum)
                .source("create extension vector", VECTORS, VECTOR_ROWS)
                .target(
                        "create schema extensions",
                        "create extension vector schema extensions",
                        VECTORS.replaceAll("(vector|halfvec|sparsevec)(?=[(\\[])", "extensions.$1"))
                .comparing("id", "v::text", "h::text", "s::text", "vs::text")
                .play();
    }

    @Test
    void findsOneBitThatFlippedInAVector() {
        assertThatSync(scenario()
                        .verification(Comparison.Checksum)
                        .both("create extension vector")
                        .source(VECTORS, VECTOR_ROWS)
                        .during(
                                Phase.Verifying,
                                (databases, _) -> databases
                                        .target()
                                        .execute(
                                                "update %s.t set v = '[1,-2.5,1.0000001e-30]' where id = 1"
                                                        .formatted(
                                                                databases
                                                                        .target()
                                                                        .value(
                                                                                "select quote_ident(nspname) from pg_namespace where nspname like 'dbsync\\_stage%'"))))
                        .failsIn(Phase.Verifying, Reason.VerificationFailed))
                .naming("by key (id): 1 different; nothing was published");
    }

    // failure 17: an extension in another schema
    @Test
    void findsTypesOfAnExtensionInAnotherSchema() {
        scenario()
                .source(
                        "create extension vector",
                        "create table t (id int primary key, v vector(3))",
                        "insert into t values (1, '[1,2,3]')")
                .target(
                        "create schema extensions",
                        "create extension vector schema extensions",
                        "create table t (id int primary key, v extensions.vector(3))")
                .comparing("id", "v::text")
                .play();
    }

    private static final String[] SEARCHABLE = {
        "create type kind as enum ('a', 'b')",
        "create domain unit as x.vector(3) check (x.vector_norm(value) < 2)",
        """
        create table t (id int primary key, v x.vector(3) default '[1,2,3]', h x.halfvec(3), vs x.vector(2)[], u unit,
          kind kind, distance float8 generated always as (v operator(x.<->) '[0,0,0]'::x.vector) stored,
          check (x.vector_dims(v) = 3))""",
        "create index by_cosine on t using hnsw (v x.vector_cosine_ops) with (m = 8)",
        "create index by_l2 on t using ivfflat (v x.vector_l2_ops) with (lists = 2) where kind = 'a'",
        "create index by_half on t using hnsw ((v::x.halfvec(3)) x.halfvec_ip_ops)",
        "create index by_order on t (v)",
        "insert into t select i, array[i, i % 7, 1]::x.vector, array[i, 1, 2]::x.halfvec, array['[1,2]'::x.vector],"
                + " '[0,1,0]', case when i % 2 = 0 then 'a' else 'b' end::kind from generate_series(1, 300) i"
    };

    // failure 17: an extension in another schema
    @ParameterizedTest
    @CsvSource({"public, extensions", "extensions, public"})
    void createsTablesWhoseExtensionIsInAnotherSchema(String here, String there) {
        scenario()
                .verification(Comparison.Checksum)
                .both("create schema extensions")
                .source("create extension vector schema " + here)
                .source(Stream.of(SEARCHABLE)
                        .map(sql -> sql.replace("x.", here + "."))
                        .toArray(String[]::new))
                .target("create extension vector schema " + there)
                .respelled(
                        line -> line.replaceAll("\\b" + here + "\\.(?=(half)?vec(tor)?(_\\w+)?\\b|<->)", there + "."))
                .afterSync(target -> assertThat(target.column(
                                "select amname from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam"
                                        + " where indrelid = 't'::regclass and indisvalid order by 1"))
                        .containsExactly("btree", "btree", "hnsw", "hnsw", "ivfflat"))
                .play();
    }

    private static String previousGeneration(TestDatabase database, String table) {
        return database.value("select count(*) from %s.%s"
                .formatted(
                        database.value("select quote_ident(previous_schema) from databasesync.previous_generation"),
                        table));
    }

    private Scenario scenario() {
        return new Scenario(TestServer.container(source), TestServer.container(target));
    }
}
