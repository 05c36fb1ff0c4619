package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.testing.web.TestBrowser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a person hears who does not see the page: names, order and state, from Chromium's accessibility tree.
class DashboardScreenReaderTest {
    private static final RecordedPage SERVER = new RecordedPage();

    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.allowing(_ -> true); // some scenes are errors

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void theListSaysTheStateOfEachSyncAfterItsName() {
        assertThat(main("list")).matchesAriaSnapshot("""
                - heading "Syncs" [level=1]
                - status: /\\d+ syncs/
                - search:
                  - searchbox "Filter by text"
                  - combobox "Namespace"
                  - group "State":
                    - button /All \\d+/ [pressed]
                    - button /Needs attention \\d+/
                - list "Syncs":
                  - listitem:
                    - heading "blocked" [level=2]:
                      - link "blocked"
                    - text: team-a Blocked remote
                    - strong: archive
                    - text: /replaces tables of local · REPLACED/
                    - strong: knowledge
                    - paragraph:
                      - strong: ExtensionMissing
                """);
    }

    @Test
    void aRunSaysHowFarItIsAndItsFiguresAreTables() {
        assertThat(main("running")).matchesAriaSnapshot("""
                - navigation "Breadcrumb":
                  - link "Syncs"
                - heading "running" [level=1]
                - text: Copying
                - button "Sync now" [disabled]
                - text: /db.example.com:5432 replaces tables of local · REPLACED/
                - region "Sync running-run":
                  - heading "Sync running-run" [level=2]
                  - status: "Sync: Copying, 50 %"
                  - button "Cancel"
                  - list "Phases":
                    - listitem: /Validating done, \\d+ s/
                    - listitem: /Preparing done, \\d+ s/
                    - listitem: /Copying under way, .* s/
                    - listitem: Indexing
                  - progressbar "Run running-run"
                  - figure:
                    - img /Rate of the copy over/
                  - button "Show 3 done"
                  - table "Tables of the run":
                    - rowgroup:
                      - row "Table Progress Rows Bytes Rate"
                    - rowgroup:
                      - row:
                        - rowheader "public.crawled_pages"
                        - cell:
                          - progressbar "Table public.crawled_pages"
                - region "History":
                  - list "Duration of the last runs, oldest first"
                  - table "Past runs"
                """);
    }

    /// The rows are no rows of a table for the eye there.
    @Test
    void aTableIsATableOnANarrowScreenToo() {
        Page page = BROWSER.page();
        page.setViewportSize(320, 900);
        Scene.named("ready", SERVER).play(page, SERVER);
        assertThat(page.getByRole(AriaRole.TABLE)).matchesAriaSnapshot("""
                - table "Past runs":
                  - rowgroup:
                    - row "Run What Result Asked by Started Took Rows Bytes Actions"
                  - rowgroup:
                    - row:
                      - rowheader "ready-run":
                        - link "ready-run"
                      - cell "Sync"
                      - cell "Succeeded"
                      - cell "alice@example.com"
                      - cell
                      - cell "1 m 0 s"
                      - cell "218,714"
                      - cell "178 MB"
                      - cell "Roll back":
                        - button "Roll back"
                """);
    }

    @Test
    void aPlanThatWaitsNamesWhatIsApproved() {
        assertThat(main("waits")).matchesAriaSnapshot("""
                - heading "waits" [level=1]
                - text: Waits for approval
                - region "Sync waits-run":
                  - status: "Sync: Waits for approval"
                  - paragraph: It waits for an approval
                  - button "Approve 4f2a91c07d3e"
                  - group:
                    - term: Rows that go
                    - definition: 216,738 170 MB
                    - table "Tables of the plan":
                      - rowgroup:
                        - row "Table Action Rows that come Rows that go Bytes Indexes"
                """);
    }

    @Test
    void differencesAreATable() {
        assertThat(main("verified-differences")).matchesAriaSnapshot("""
                - region "Verify verified-differences-run":
                  - status: "Verify: Failed"
                  - paragraph: RowsDiffer
                  - paragraph: 3 of 17 tables differ.
                  - heading "3 tables differ" [level=3]
                  - table "Differences":
                    - rowgroup:
                      - row "Table Key Difference"
                    - rowgroup:
                      - row "public.orders id = 42 only on the source"
                """);
    }

    @Test
    void theDialogueSaysWhatIsReplaced() {
        assertThat(dialog("production")).matchesAriaSnapshot("""
                - dialog "Replace 5 tables in orders?":
                  - heading "Replace 5 tables in orders?" [level=2]
                  - text: /218,714 rows come 178 MB local · REPLACED production/
                  - strong: orders
                  - text: /216,738 rows go/
                  - paragraph: Warnings
                  - textbox "Type orders, because it is a production database:"
                  - button "Keep"
                  - button "Replace 5 tables in orders" [disabled]
                """);
    }

    @Test
    void theOtherDialoguesSayWhatTheyDo() {
        assertThat(dialog("rollback")).matchesAriaSnapshot("""
                - dialog "Bring back the old tables of knowledge?":
                  - paragraph: /The tables that the last sync replaced take their place again/
                  - paragraph: /Published last/
                  - button "Keep"
                  - button "Roll back"
                """);
        assertThat(dialog("stop")).matchesAriaSnapshot("""
                - dialog "Cancel running-run?":
                  - paragraph: The target stays as it is. What was copied so far is dropped.
                  - button "Let it run"
                  - button "Cancel the run"
                """);
    }

    @Test
    void aPersonWhoMayNotHearsWhy() {
        assertThat(main("may-not")).matchesAriaSnapshot("""
                - heading "ready" [level=1]
                - 'button "Sync now: why not?" [expanded]'
                - code: /kubectl auth can-i create/
                """);
    }

    @Test
    void whatIsWrongWithTheConnectionOrTheLoginIsSaid() {
        assertThat(play("lost").locator("body")).matchesAriaSnapshot("""
                - banner:
                  - link "databasesync"
                  - status: not connected
                  - group: /editor/
                - main:
                  - paragraph: Not connected
                  - heading "Syncs" [level=1]
                """);
        assertThat(main("loading")).matchesAriaSnapshot("""
                - heading "Syncs" [level=1]
                - status: Loading…
                """);
        assertThat(main("expired")).matchesAriaSnapshot("""
                - heading "Your login has expired" [level=1]
                - textbox "Token"
                - button "Log in" [disabled]
                """);
    }

    private static Locator main(String scene) {
        return play(scene).locator("main");
    }

    private static Locator dialog(String scene) {
        return play(scene).getByRole(AriaRole.DIALOG);
    }

    private static Page play(String scene) {
        Page page = BROWSER.page();
        Scene.named(scene, SERVER).play(page, SERVER);
        return page;
    }
}
