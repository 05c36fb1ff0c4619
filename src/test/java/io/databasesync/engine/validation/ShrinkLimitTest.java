package io.databasesync.engine.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.engine.validation.ShrinkLimit.Change;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A sync must not empty what it was to fill.
class ShrinkLimitTest {
    private static final String ROWS = "insert into pages select i from generate_series(1, %d) i";

    @ParameterizedTest
    @CsvSource({"100, 50, 50", "100, 100, 0", "100, 200, 0", "0, 0, 0", "999, 0, 100", "3, 1, 67"})
    void whatIsWithinTheLimitPasses(long before, long after, int maxPercent) {
        assertThat(new ShrinkLimit(maxPercent).check(List.of(change("pages", before, after))))
                .satisfies(warning -> assertThat(warning.isPresent()).isEqualTo(after < before && maxPercent < 100));
    }

    @Test
    void allTablesTogetherCount() {
        List<Change> changes = List.of(change("pages", 1000, 400), change("links", 500, 600));
        assertThat(new ShrinkLimit(40).check(changes))
                .contains("tables get fewer rows: public.pages from 1,000 to 400 rows");
        assertThatThrownBy(() -> new ShrinkLimit(30).check(changes))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ShrinkLimit))
                .hasMessage(
                        "the target would lose rows: of 1,500 rows the sync would leave 1,000, which is 33 % less, while"
                                + " safety.maxShrinkPercent is 30: public.pages from 1,000 to 400 rows; check direction and"
                                + " source, or allow it with safety.maxShrinkPercent: 100");
    }

    @Test
    void aTableOfAThousandRowsDoesNotBecomeEmptyHoweverLargeTheOthersAre() {
        assertThatThrownBy(() -> new ShrinkLimit(99)
                        .check(List.of(change("log", 1_000_000, 1_000_000), change("pages", 1000, 0))))
                .hasMessageContaining("the sync would empty public.pages from 1,000 to 0 rows");
    }

    @Test
    void theMessageStaysShort() {
        List<Change> changes =
                IntStream.range(0, 60).mapToObj(i -> change("t" + i, 100, 0)).toList();
        assertThatThrownBy(() -> new ShrinkLimit(50).check(changes)).hasMessageContaining("rows, and 50 more;");
    }

    @Test
    void anEmptySourceIsRefusedBeforeTheFirstWrite() {
        assertThat(scenario().target(ROWS.formatted(5000)).failsIn(Phase.Validating, Reason.ShrinkLimit))
                .hasMessageContaining("the sync would empty public.pages from 5,000 to 0 rows");
    }

    @Test
    void aNeverAnalyzedTargetIsCounted() {
        scenario()
                .source(ROWS.formatted(10), "analyze pages")
                .target("alter table pages set (autovacuum_enabled = off)", ROWS.formatted(100))
                .failsIn(Phase.Validating, Reason.ShrinkLimit);
    }

    @Test
    void oldEstimatesDoNotRefuseWhatIsGood() {
        scenario()
                .source(ROWS.formatted(10))
                .target(ROWS.formatted(1000), "analyze pages", "delete from pages where id > 12")
                .warns("tables get fewer rows: public.pages from 12 to 10 rows")
                .play();
    }

    @Test
    void rowsThatVanishAfterTheCheckAreFoundBeforeTheyAreMissed() {
        assertThat(scenario()
                        .source(ROWS.formatted(5000), "analyze pages")
                        .target(ROWS.formatted(5000), "analyze pages")
                        .during(
                                Phase.Preparing,
                                (databases, _) -> databases.source().execute("delete from pages where id > 10"))
                        .failsIn(Phase.Verifying, Reason.ShrinkLimit))
                .hasMessageContaining("of 5,000 rows the sync would leave 10");
    }

    @Test
    void fewRowsThatVanishAfterTheCheckAreTold() {
        scenario()
                .source(ROWS.formatted(5000), "analyze pages")
                .target(ROWS.formatted(5000), "analyze pages")
                .during(
                        Phase.Preparing,
                        (databases, _) -> databases.source().execute("delete from pages where id > 4000"))
                .warns("tables get fewer rows: public.pages from 5,000 to 4,000 rows")
                .play();
    }

    @Test
    void aHundredPercentAllowsEverything() {
        scenario().maxShrinkPercent(100).target(ROWS.formatted(5000)).play();
    }

    private static Change change(String table, long before, long after) {
        return new Change(new TableName("public", table), before, after);
    }

    private static Scenario scenario() {
        return new Scenario(TestServer.newer(), TestServer.older())
                .both("create table pages (id int primary key)")
                .maxShrinkPercent(50);
    }
}
