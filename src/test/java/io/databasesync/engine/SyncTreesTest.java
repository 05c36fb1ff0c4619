package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables that the target lacks and that hang together: partitioned ones of every kind, inheritance, typed tables.
class SyncTreesTest {
    private static final String[] SALES = {
        "create schema \"Archive\"",
        """
        create table sale (id bigserial, region text not null default 'eu', day date not null, n int check (n >= 0),
          twice int generated always as (n * 2) stored, constraint sale_key primary key (id, region, day))
          partition by list (region)\
        """,
        "create table sale_us partition of sale for values in ('us', 'ca') partition by range (day)",
        "create table sale_us_old partition of sale_us for values from (minvalue) to ('2020-01-01')",
        // another order of columns, one dropped, a default, an index and a comment of its own
        """
        create table "Archive"."Sale new" (day date not null, gone int, n int constraint sale_n_check check (n >= 0),
          id bigint not null default nextval('sale_id_seq'), region text not null default 'us',
          twice int generated always as (n * 2) stored)\
        """,
        "alter table \"Archive\".\"Sale new\" drop gone",
        """
        alter table sale_us attach partition "Archive"."Sale new" for values from ('2020-01-01') to (maxvalue)\
        """,
        "create index own_index on \"Archive\".\"Sale new\" (n) where n > 5",
        "comment on table \"Archive\".\"Sale new\" is 'its own'",
        "create table sale_other partition of sale default partition by hash (id)",
        "create table sale_other_0 partition of sale_other for values with (modulus 2, remainder 0)",
        "create table sale_other_1 partition of sale_other for values with (modulus 2, remainder 1)",
        "create index by_n on sale (n desc, lower(region))",
        "create unique index once on sale (id, region, day) include (n)",
        "comment on index by_n is 'of all partitions'",
        "create statistics sale_stats on region, day from sale",
        "create table item (id int primary key, sale bigint, region text, day date,"
                + " foreign key (sale, region, day) references sale)",
        "create table buyer (id int primary key)",
        "alter table sale add buyer int references buyer",
    };

    private static final String[] ROWS = {
        "insert into buyer values (1), (2)",
        """
        insert into sale (region, day, n, buyer)
          select (array['us', 'ca', 'eu', 'asia'])[1 + i % 4], date '2019-06-01' + i, i, 1 + i % 2
          from generate_series(1, 400) i\
        """,
        "insert into item select id, id, region, day from sale where id % 3 = 0"
    };

    @ParameterizedTest
    @EnumSource
    void createsAPartitionedTableWithAllOfItsPartitions(Pair pair) {
        pair.scenario()
                .source(SALES)
                .source(ROWS)
                .verification(Comparison.Checksum)
                .afterSync(target -> {
                    assertThat(target.rows("""
                                select relid::regclass::text, parentrelid::regclass::text, pg_get_expr(relpartbound, relid)
                                from pg_partition_tree('sale') t join pg_class c on c.oid = relid order by level, 1\
                                """))
                            .containsExactly(
                                    row("sale", null, null),
                                    row("sale_other", "sale", "DEFAULT"),
                                    row("sale_us", "sale", "FOR VALUES IN ('us', 'ca')"),
                                    row(
                                            "\"Archive\".\"Sale new\"",
                                            "sale_us",
                                            "FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)"),
                                    row("sale_other_0", "sale_other", "FOR VALUES WITH (modulus 2, remainder 0)"),
                                    row("sale_other_1", "sale_other", "FOR VALUES WITH (modulus 2, remainder 1)"),
                                    row("sale_us_old", "sale_us", "FOR VALUES FROM (MINVALUE) TO ('2020-01-01')"));
                    assertThat(target.value("select count(*) from pg_partition_tree('by_n')"))
                            .as("indexes of partitions belong to the one of the table")
                            .isEqualTo("7");
                    assertThat(target.value("select count(*) from sale where id > 0"))
                            .isEqualTo("400");
                })
                .play();
    }

    @Test
    void createsAPartitionedTableBesideTablesThatAreReplacedInPlace() {
        Pair.WITHIN_ONE
                .scenario()
                .mode(Mode.InPlace)
                .source(SALES)
                .source(ROWS)
                .both("create table plain (id int primary key)")
                .play();
    }

    @Test
    void rollsARunBackThatCreatedAPartitionedTable() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source(
                        "create table m (id int) partition by range (id)",
                        "create table m_1 partition of m default",
                        "create table plain (id int)",
                        "insert into m values (1)",
                        "insert into plain values (1)")
                .target("create table plain (id int)", "insert into plain values (2)")
                .play();
    }

    @Test
    void createsTablesThatInherit() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source(
                        "create table parent (id int not null default 1, v text, constraint given check (id > 0))",
                        "create table other (w text)",
                        "create table child (more int, v text default 'own') inherits (parent, other)",
                        "create table grandchild (constraint little check (id < 10)) inherits (child)",
                        "alter table child alter id set default 2",
                        "insert into parent values (1, 'parent')",
                        "insert into child values (2, 'child', 'w', 3)",
                        "insert into grandchild values (3, 'grandchild', 'w', 4)")
                .afterSync(target -> {
                    assertThat(target.column("select v from parent order by id"))
                            .containsExactly("parent", "child", "grandchild");
                    assertThat(target.column("""
                                select format('%s.%s', attrelid::regclass, attname) from pg_attribute
                                where attrelid in ('child'::regclass, 'grandchild'::regclass) and attnum > 0 and attislocal\
                                """))
                            .as("columns that are not only the parents'")
                            .containsExactlyInAnyOrder("child.more", "child.v");
                })
                .play();
    }

    @Test
    void createsTypedTables() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source(
                        "create type address as (id int, street text)",
                        "create table home of address (primary key (id), street with options default 'none' not null)",
                        "create table bare of address",
                        "insert into home values (1, 'x')")
                .afterSync(target -> assertThat(
                                target.column("select relname from pg_class where reloftype = 'address'::regtype"
                                        + " and relnamespace = 'public'::regnamespace order by 1"))
                        .containsExactly("bare", "home"))
                .play();
    }

    @Test
    void refusesAPartitionWhosePartitionedTableIsNotSelected() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source(
                                "create table m (id int) partition by range (id)",
                                "create table m_1 partition of m default")
                        .include("public.m_1")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.m_1")
                .advising("select public.m too");
    }

    @Test
    void refusesAChildWhoseParentIsNotSelected() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source("create table parent (id int)", "create table child () inherits (parent)")
                        .include("public.child")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.child")
                .advising("select public.parent too");
    }

    @Test
    void refusesAPartitionWhoseNameIsTaken() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source(
                                "create table m (id int) partition by range (id)",
                                "create table m_1 partition of m default")
                        .target("create table m_1 (id int)")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.m_1");
    }
}
