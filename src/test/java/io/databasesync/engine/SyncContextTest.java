package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Functions of the target that checks and indexes call run as for an application of the target.
class SyncContextTest {
    private static final String IN_TOKYO =
            "do $$begin execute format('alter database %I set timezone = ''Asia/Tokyo''', current_database()); end$$";

    // failure 52: functions that rely on search_path
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void checksRowsInTheTimeZoneOfTheDatabase(Mode mode) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(mode)
                .both(
                        IN_TOKYO,
                        "create table ev (id int primary key, at timestamptz not null, day date not null,"
                                + " check (at::date = day))")
                .source("""
                        set timezone = 'Asia/Tokyo'; insert into ev select g, ts, ts::date from (select g,
                          timestamptz '2026-01-01 00:30+09' + g * interval '5 hours' ts from generate_series(1, 200) g) x\
                        """)
                .target("set timezone = 'Asia/Tokyo'; insert into ev values (1, '2026-01-01 00:30+09', '2026-01-01')")
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void checksDomainsInTheTimeZoneOfTheDatabase(Mode mode) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(mode)
                .both(
                        IN_TOKYO,
                        "create domain morning as timestamptz check (extract(hour from value) < 12)",
                        "create table shift (id int primary key, at morning not null)")
                .source("set timezone = 'Asia/Tokyo'; insert into shift select g, timestamptz '2026-01-01 00:30+09'"
                        + " + g * interval '1 day' + g % 11 * interval '1 hour' from generate_series(1, 200) g")
                .target("set timezone = 'Asia/Tokyo'; insert into shift values (1, '2026-01-01 00:30+09')")
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void callsFunctionsOfChecksWithTheSearchPathOfAnApplication(Mode mode) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(mode)
                .both(
                        "create function base(int) returns int language sql as 'select $1'",
                        "create function fits(int) returns boolean language plpgsql as"
                                + " $$begin return base($1) > 0; end$$",
                        "create table item (id int primary key, n int check (fits(n)))")
                .source("insert into item select g, g from generate_series(1, 300) g")
                .target("insert into item values (1, 1)")
                .play();
    }

    @Test
    void buildsAnIndexWithTheSearchPathOfAnApplicationWhereTheServerDoes() {
        indexed(Pair.NEWER_TO_OLDER).play();
    }

    @Test
    void analyzesSuchAnIndexInPlaceInTheSameWay() {
        indexed(Pair.NEWER_TO_OLDER).mode(Mode.InPlace).play();
    }

    @Test
    void analyzesSuchAnIndexOfATableThatIsFilledInTheSameWay() {
        indexed(Pair.NEWER_TO_OLDER)
                .target("create function every() returns setof p language sql as 'select * from p'")
                .play();
    }

    @Test
    void namesTheFunctionOfAnIndexThatTheServerRestricts() {
        assertThatSync(indexed(Pair.OLDER_TO_NEWER).failsIn(Set.of(Phase.Copying, Phase.Indexing), Reason.IndexFailed))
                .naming("public.low2(text)")
                .withFix("ALTER FUNCTION public.low2(text) SET search_path = public");
    }

    private static Scenario indexed(Pair pair) {
        return pair.scenario()
                .both(
                        "create function low1(text) returns text language sql immutable as 'select lower($1)'",
                        "create function low2(t text) returns text language plpgsql immutable as"
                                + " $$begin return low1(t) || '!'; end$$",
                        "create table p (id int primary key, name text)",
                        "create index p_low on p (low2(name))")
                .source("insert into p select g, 'N' || g from generate_series(1, 500) g");
    }
}
