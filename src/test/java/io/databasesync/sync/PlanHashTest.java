package io.databasesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.testing.Failures;
import io.databasesync.testing.PlanExample;
import org.junit.jupiter.api.Test;

/// Somebody who agreed to a plan has agreed to another one if nothing but figures differs.
class PlanHashTest {
    private final String hash = new PlanExample().plan().hash();

    @Test
    void doesNotDependOnTheOrderOfTables() {
        assertThat(new PlanExample()
                        .tables(PlanExample.TAGS, PlanExample.PAGES)
                        .plan()
                        .hash())
                .isEqualTo(hash);
    }

    @Test
    void doesNotDependOnRowsAndBytesThatEveryWriteMoves() {
        PlannedTable grown = new PlannedTable(
                PlanExample.PAGES.name(), new Size(300_000, 9, 9), new Size(7, 7, 7), false, 9, 5, "c01");
        assertThat(new PlanExample().tables(grown, PlanExample.TAGS).plan().hash())
                .isEqualTo(hash);
    }

    @Test
    void dependsOnTheFingerprintOfATable() {
        PlannedTable altered = new PlannedTable(
                PlanExample.TAGS.name(), PlanExample.TAGS.source(), null, false, 1, 1, "another fingerprint");
        assertThat(new PlanExample().tables(PlanExample.PAGES, altered).plan().hash())
                .isNotEqualTo(hash);
    }

    @Test
    void dependsOnWhetherATableIsThere() {
        PlannedTable there = new PlannedTable(
                PlanExample.TAGS.name(), PlanExample.TAGS.source(), new Size(1, 1, 1), false, 1, 1, "c02");
        assertThat(new PlanExample().tables(PlanExample.PAGES, there).plan().hash())
                .isNotEqualTo(hash);
    }

    @Test
    void dependsOnWhatADatabaseIsUsedFor() {
        assertThat(new PlanExample().targetIs("production").plan().hash()).isNotEqualTo(hash);
    }

    @Test
    void dependsOnTheMode() {
        assertThat(new PlanExample().inPlace().plan().hash()).isNotEqualTo(hash);
    }

    @Test
    void dependsOnWhatAWarningIsAboutAndNotOnItsFigures() {
        String three = warned(new Warning("3 sessions are idle", "sessions are idle"));
        assertThat(warned(new Warning("4 sessions are idle", "sessions are idle")))
                .isEqualTo(three);
        assertThat(warned(Warning.of("nobody is idle"))).isNotEqualTo(three).isNotEqualTo(hash);
    }

    @Test
    void dependsOnTheMessageOfABlockerUnlessItIsMadeOfFigures() {
        assertThat(blocked(Reason.SchemaDrift, "a")).isNotEqualTo(blocked(Reason.SchemaDrift, "b"));
        assertThat(blocked(Reason.ShrinkLimit, "from 9 to 1")).isEqualTo(blocked(Reason.ShrinkLimit, "from 8 to 1"));
    }

    @Test
    void keepsNamesApartThatLookAlikeSideBySide() {
        assertThat(PlanHash.text(named("a.b", "c"))).isNotEqualTo(PlanHash.text(named("a", "b.c")));
    }

    private static Plan named(String schema, String name) {
        return new PlanExample()
                .tables(new PlannedTable(new TableName(schema, name), new Size(1, 1, 1), null, true, 1, 1, "c"))
                .plan();
    }

    private static String warned(Warning warning) {
        return new PlanExample().warnings(warning).plan().hash();
    }

    private static String blocked(Reason reason, String message) {
        return new PlanExample()
                .blockers(Failures.blocker(reason, message))
                .plan()
                .hash();
    }
}
