package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.engine.YearsTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Partition trees that the target has are replaced as a whole, with the target's own bounds. Each example is rolled
/// back.
class SwapTreesTest {
    private static final String OLD_ROWS =
            "insert into m select i, date '2024-01-01' + i, 'old' from generate_series(0, 50) i";

    // failure 10: a partitioned target
    @ParameterizedTest
    @EnumSource
    void replacesATreeThatBothEndsHave(Pair pair) {
        swap(pair)
                .verification(Comparison.Checksum)
                .both(YearsTree.create())
                .source(YearsTree.ROWS)
                .target(OLD_ROWS)
                .afterSync(target -> {
                    assertThat(target.rows("select tableoid::regclass::text, count(*) from m group by 1 order by 1"))
                            .containsExactly(row("m_2024", 366L), row("m_2025_a", 168L), row("m_2025_rest", 167L));
                    assertThat(target.column("select inhrelid::regclass::text from pg_inherits i join pg_class c"
                                    + " on c.oid = i.inhrelid where inhparent = 'm_v'::regclass order by 1"))
                            .containsExactly("m_2024_v_idx", "m_2025_v_idx");
                })
                .playTwice();
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void sortsRowsIntoPartitionsWithOtherBounds(Comparison verification) {
        swap(Pair.OLDER_TO_NEWER)
                .verification(verification)
                .source(YearsTree.create())
                .source(YearsTree.ROWS)
                .target(
                        YearsTree.ROOT,
                        "create table m_old partition of m for values from (minvalue) to ('2025-06-01')"
                                + " partition by hash (id)",
                        "create table m_old_0 partition of m_old for values with (modulus 2, remainder 0)",
                        "create table m_old_1 partition of m_old for values with (modulus 2, remainder 1)",
                        "create table m_new partition of m for values from ('2025-06-01') to (maxvalue)",
                        "create index m_v on m (v)",
                        "create index own on m_new (v desc)",
                        OLD_ROWS)
                .include("public.m")
                .play();
    }

    @Test
    void sortsThePartsOfAPlainTableIntoPartitions() {
        swap(Pair.NEWER_TO_OLDER)
                .inParts()
                .source(
                        "create table m (id int primary key, v text)",
                        "insert into m select i, repeat('x', 200) from generate_series(1, 4000) i")
                .target(
                        "create table m (id int primary key, v text) partition by hash (id)",
                        "create table m_0 partition of m for values with (modulus 2, remainder 0)",
                        "create table m_1 partition of m for values with (modulus 2, remainder 1)",
                        "insert into m values (1, 'old')")
                .play();
    }

    @ParameterizedTest
    @EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
    void keepsWhatEachMemberHasOfItsOwn(Pair pair) {
        swap(pair)
                .both(
                        "create schema \"Other one\"",
                        """
                        create table m (gone int, id bigint generated always as identity, region text not null default 'eu',
                          n int, twice int generated always as (n * 2) stored, constraint m_n_check check (n >= 0))
                          partition by list (lower(region))\
                        """,
                        "alter table m drop gone",
                        "create table m_eu partition of m for values in ('eu', 'Eu')",
                        // another order of columns, a dropped one, another schema
                        """
                        create table "Other one"."m us" (n int constraint m_n_check check (n >= 0), went int,
                          region text not null default 'us', id bigint not null,
                          twice int generated always as (n * 2) stored)\
                        """,
                        "alter table \"Other one\".\"m us\" drop went",
                        "alter table m attach partition \"Other one\".\"m us\" for values in ('us')",
                        "create unlogged table m_rest partition of m default")
                .source(
                        "insert into m (region, n) select (array['eu', 'us', 'x'])[1 + i % 3], i from generate_series(1, 99) i")
                .target(
                        "insert into m (region, n) values ('eu', 1), ('us', 2)",
                        "create index m_region on m (region)",
                        // two alike: one of them belongs to the index of the table
                        "create index m_n on only m (n)",
                        "create index eu_n_first on m_eu (n)",
                        "create index eu_n_second on m_eu (n)",
                        "alter index m_n attach partition eu_n_second",
                        "comment on index m_n is 'not whole'",
                        "create index extra on \"Other one\".\"m us\" (n) where n > 5",
                        "alter table m_eu add constraint late check (n < 1000) not valid",
                        "alter table m add constraint later check (n < 2000) not valid",
                        "alter table m_eu set (fillfactor = 50)",
                        "comment on table m_eu is 'of one'",
                        "create statistics m_stats on region, n from m",
                        "create statistics eu_stats on region, n from m_eu",
                        "alter table m_eu replica identity full",
                        "create table fired (what text)",
                        "create function fire() returns trigger language plpgsql as"
                                + " $$begin insert into public.fired values (tg_name); return new; end$$",
                        "create trigger every after insert on m for each row execute function fire()",
                        "create trigger once after insert on m for each statement execute function fire()",
                        "create trigger of_leaf before insert on m_eu for each row execute function fire()",
                        "alter table m_eu disable trigger every",
                        "alter table m disable trigger once",
                        "alter table m enable row level security",
                        "create policy of_root on m using (n > 0)",
                        "create policy of_leaf on m_eu using (n > 1)",
                        "create view over_m as select * from m",
                        "create view over_leaf as select * from \"Other one\".\"m us\"",
                        "create publication of_m for table m, m_eu with (publish_via_partition_root = true)")
                .include("public.m")
                .afterSync(target -> {
                    assertThat(target.column("select what from fired")).isEmpty();
                    assertThat(
                                    target.rows(
                                            "select tgrelid::regclass::text, tgenabled::text from pg_trigger"
                                                    + " where tgname = 'every' and tgrelid in (select relid from pg_partition_tree('m')) order by 1"))
                            .containsExactly(
                                    row("\"Other one\".\"m us\"", "O"),
                                    row("m", "O"),
                                    row("m_eu", "D"),
                                    row("m_rest", "O"));
                    assertThat(
                                    target.column(
                                            "select inhrelid::regclass::text from pg_inherits where inhparent = 'm_n'::regclass"))
                            .containsExactly("eu_n_second");
                    assertThat(target.column("select attnum::text from pg_attribute where attrelid = 'm'::regclass"
                                    + " and attname = 'id' and attidentity = 'a'"))
                            .isNotEmpty();
                })
                .playTwice();
    }

    /// The source has no sequences, and both ways of filling a tree need the next value.
    @ParameterizedTest
    @ValueSource(strings = {"for values from (minvalue) to (1000)", "default"})
    void sequencesOfATreeGoOnBehindTheLargestValue(String bound) {
        swap(Pair.NEWER_TO_OLDER)
                .source(
                        "create table m (id int not null, n int, own int) partition by range (id)",
                        "create table m_1 partition of m for values from (minvalue) to (1000)",
                        "insert into m select i, i, i from generate_series(1, 90) i")
                .target(
                        "create table m (id int generated always as identity, n serial, own int) partition by range (id)",
                        "create sequence own",
                        "create table m_1 partition of m " + bound,
                        "alter table m_1 alter own set default nextval('own')",
                        "alter sequence own owned by m_1.own")
                .include("public.m")
                .afterSync(target -> {
                    target.execute("insert into m_1 (id, n) values (91, default)");
                    assertThat(target.rows("select n, own from m where id = 91"))
                            .containsExactly(row(91, 91));
                    target.execute("delete from m where id = 91");
                    assertThat(target.value("select nextval(pg_get_serial_sequence('m', 'id'))"))
                            .isEqualTo("91");
                })
                .play();
    }

    @ParameterizedTest
    @EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
    void keepsForeignKeysInEveryDirection(Pair pair) {
        swap(pair)
                .both(
                        "create table p (id int primary key, up int references p) partition by range (id)",
                        "create table p_1 partition of p for values from (1) to (10)",
                        "create table p_2 partition of p default",
                        "create table plain (id int primary key, p int references p)",
                        "create table c (p int references p, q int references plain) partition by range (q)",
                        "create table c_1 partition of c default")
                .both("create table stays (id int primary key)", "insert into stays values (1), (2), (11)")
                .source(
                        "insert into p values (1, 1), (2, 1), (11, 2)",
                        "insert into plain values (1, 1), (2, 11)",
                        "insert into c values (1, 1), (11, 2)")
                .target(
                        "insert into p values (1, 1)",
                        "alter table p add constraint to_stays foreign key (id) references stays",
                        "comment on constraint to_stays on p is 'goes out'",
                        "alter table c_1 add constraint leaf_to_stays foreign key (p) references stays",
                        "create table note (p int references p, leaf int references p_1)",
                        "create table notes (p int references p) partition by list (p)",
                        "create table notes_1 partition of notes for values in (1)",
                        "create table notes_2 partition of notes default",
                        "insert into note values (1, 1)",
                        "insert into notes values (1)")
                .include("public.p", "public.plain", "public.c")
                .afterSync(target -> {
                    assertThat(target.column("select conname from pg_constraint where contype = 'f' and conparentid = 0"
                                    + " and not convalidated"))
                            .isEmpty();
                    assertThat(target.column(
                                    "select c.conrelid::regclass::text || ' ' || c.convalidated from pg_constraint c"
                                            + " join pg_constraint p on p.oid = c.conparentid"
                                            + " where p.conname = 'to_stays' and c.conrelid <> p.conrelid order by 1"))
                            .containsExactly("p_1 true", "p_2 true");
                })
                .playTwice();
    }

    private static Scenario swap(Pair pair) {
        return pair.scenario().mode(Mode.Swap);
    }
}
