package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import org.junit.jupiter.api.Test;

/// Foreign keys between selected tables and others: which rows are missing.
class SyncForeignKeysTest {
    @Test
    void namesTheKeysThatTheTargetLacksOfATableThatIsNotSelected() {
        assertThat(Pair.NEWER_TO_OLDER
                        .scenario()
                        .both(
                                "create table country (code text, region int, primary key (code, region))",
                                "create table city (id int primary key, code text, \"Region\" int,"
                                        + " constraint in_country foreign key (code, \"Region\") references country)")
                        .source(
                                "insert into country select 'c' || i, 1 from generate_series(10, 30) i",
                                "insert into city select i, 'c' || i, 1 from generate_series(10, 30) i",
                                "insert into city values (1, null, 7)")
                        .target("insert into country values ('c10', 1), ('c11', 1)")
                        .include("public.city")
                        .failsIn(Phase.Verifying, Reason.ForeignKeyOutside)
                        .getMessage())
                .contains(
                        "19 rows of public.city would refer by in_country to rows of public.country",
                        "by key (code, region): (c12,1), (c13,1)",
                        "(c21,1), …",
                        "include those tables too, or mend the rows")
                .doesNotContain("(c22,1)");
    }

    @Test
    void namesTheKeysThatRowsOfATableThatIsNotSelectedWouldLose() {
        assertThat(Pair.NEWER_TO_OLDER
                        .scenario()
                        .both("create table t (id int primary key)")
                        .source("insert into t values (1)")
                        .target(
                                "create table child (t int constraint of_t references t)",
                                "insert into t values (1), (2)",
                                "insert into child values (1), (2), (2)")
                        .failsIn(Phase.Verifying, Reason.ForeignKeyOutside)
                        .getMessage())
                .contains("2 rows of public.child would refer by of_t to rows of public.t", "by key (id): (2);");
    }

    @Test
    void followsTheKeysOfACreatedTableToOneThatIsThere() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int primary key)", "insert into t values (1)")
                .source(
                        "create table whole (id int, t int references t) partition by range (id)",
                        "create table whole_1 partition of whole default",
                        "insert into whole values (1, 1)")
                .include("public.whole*")
                .once((_, target) -> assertThat(
                                target.column(
                                        "select convalidated from pg_constraint where conrelid = 'whole'::regclass and contype = 'f'"))
                        .containsExactly("true"));
    }
}
