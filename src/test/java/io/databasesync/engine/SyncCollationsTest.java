package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Cases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Collations that tables need: a run makes those whose locale the target's server has.
class SyncCollationsTest {
    private static final String LATER_REFUSED = "create table u (id int primary key, v text)";

    // failure 33: a collation is missing
    @ParameterizedTest
    @EnumSource(Pair.class)
    void aMissingCollationIsMadeWithItsSchemaAndComment(Pair pair) {
        pair.scenario()
                .source(
                        "create schema words",
                        "create collation words.german (provider = icu, locale = 'de', deterministic = false)",
                        "comment on collation words.german is 'for names'",
                        "create collation plain (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX')",
                        "create domain d as text collate words.german",
                        "create type pair as (a text collate words.german, b int)",
                        "create table t (id int primary key, v text collate words.german unique, d d, p pair)",
                        "create index by_plain on t (v collate plain)",
                        "insert into t values (1, 'ä', 'b', ('c', 1))")
                .once((_, target) -> assertThat(target.value(
                                "select collisdeterministic::text || obj_description(oid, 'pg_collation') from pg_collation"
                                        + " where collname = 'german' and collnamespace = 'words'::regnamespace"))
                        .isEqualTo("falsefor names"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aRunThatFailsLeavesNoCollation(Mode mode) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(mode)
                .both(LATER_REFUSED)
                .target("alter table u add check (v <> 'no')")
                .source(
                        "create collation german (provider = icu, locale = 'de')",
                        "create table t (id int primary key, v text collate german)",
                        "insert into u values (1, 'no')")
                .failsIn(Phase.Copying, Reason.CopyFailed);
    }

    @Test
    void aCollationWhoseLocaleTheServerLacksIsRefusedWithTheStatementThatMakesIt() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create collation klingon (provider = libc, locale = 'C')",
                                "create table t (id int primary key, v text collate klingon)",
                                "update pg_collation set collcollate = 'tlh_XX.utf8' where collname = 'klingon'")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("collation public.klingon")
                .withFix(
                        "CREATE COLLATION public.klingon (provider = libc, lc_collate = 'tlh_XX.utf8', lc_ctype = 'C')");
    }

    @Test
    void rulesNeedAServerThatHasThem() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source(
                                "create collation odd (provider = icu, locale = 'und', rules = '& a < g')",
                                "create table t (id int primary key, v text collate odd)")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("collation public.odd");
    }

    // case collation-differs
    @Test
    void aCollationThatFindsOtherTextsEqualIsDrift() {
        assertThatSync(Cases.of(Pair.OLDER_TO_NEWER, "collation-differs").failsIn(Phase.Validating, Reason.SchemaDrift))
                .naming(
                        "collation public.ci is icu, locale 'und-u-ks-level2', not deterministic on the source and icu, locale 'und-u-ks-level2', deterministic on the target");
        assertThat(Cases.of(Pair.OLDER_TO_NEWER, "collation-differs").mends(Reason.SchemaDrift))
                .containsExactly(
                        "ALTER COLLATION public.ci RENAME TO ci_old",
                        "CREATE COLLATION public.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                        "ALTER TABLE public.co ALTER COLUMN n TYPE text COLLATE public.ci");
    }

    @ParameterizedTest
    @ValueSource(strings = {"locale = 'de-u-ks-level1', deterministic = false", "locale = 'und-u-ks-level2'"})
    void otherEqualityIsDriftAlsoForANewTable(String target) {
        assertThatSync(differing("create collation ci (provider = icu, " + target + ")")
                        .failsIn(Phase.Validating, Reason.SchemaDrift))
                .naming("collation public.ci is icu");
    }

    @Test
    void anotherOrderOfTheSameTextsIsNoDrift() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source("create collation mine (provider = icu, locale = 'de')")
                .target("create collation mine (provider = icu, locale = 'sv')")
                .both("create table t (id int primary key, v text collate mine unique)")
                .source("insert into t values (1, 'a')")
                .play();
    }

    private static Scenario differing(String target) {
        return Pair.OLDER_TO_NEWER
                .scenario()
                .source(
                        "create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                        "create table t (id int primary key, v text collate ci unique)")
                .target(target);
    }
}
