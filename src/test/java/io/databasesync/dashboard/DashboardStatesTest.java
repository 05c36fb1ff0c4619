package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.databasesync.testing.web.Browser;
import io.databasesync.testing.web.TestBrowser;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every state that the page can show, over recorded objects.
class DashboardStatesTest {
    private static final RecordedPage SERVER = new RecordedPage();
    /// The scenes that axe looks at: each part of the page is in one of them.
    private static final Set<String> LOOKED_AT = Set.of(
            "new", "no-news", "waits", "blocked", "failed", "verified-differences", "production", "list", "expired");

    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.allowing(_ -> true); // some scenes are errors

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /// On the narrowest screen, where the most can go wrong. The other widths and themes are looked at by people: see
    /// [DashboardPictures].
    @Test
    void everyStateOfASyncIsShownAndFits() {
        Page page = BROWSER.page(320, ColorScheme.LIGHT);
        Scene.plain("ready").play(page, SERVER);
        for (Scene scene : Scene.all(SERVER)) {
            if (scene.isNextOfPlain()) {
                scene.playNext(page);
                check(page, scene);
            }
        }
    }

    @Test
    void everyOtherStateOfThePageIsShownAndFits() {
        for (Scene scene : Scene.all(SERVER)) {
            if (!scene.isNextOfPlain()) {
                Page page = BROWSER.page(320, ColorScheme.LIGHT);
                scene.play(page, SERVER);
                check(page, scene);
                BROWSER.closePages();
            }
        }
    }

    private static void check(Page page, Scene scene) {
        if (LOOKED_AT.contains(scene.name())) {
            Browser.assertAccessible(page, scene.name());
        } else {
            Browser.assertFits(page, scene.name());
        }
    }

    @Test
    void aScreenReaderHearsHowFarARunIs() {
        Page page = BROWSER.page();
        Scene.plain("running").play(page, SERVER);
        assertThat(page.locator("main")).matchesAriaSnapshot("""
                - navigation "Breadcrumb":
                  - link "Syncs"
                - heading "running" [level=1]
                - button "Sync now" [disabled]
                - text: /db.example.com:5432 replaces tables of local · REPLACED/
                - region "Sync running-run":
                  - heading "Sync running-run" [level=2]
                  - status: "Sync: Copying, 50 %"
                  - button "Cancel"
                  - list "Phases":
                    - listitem: /Validating/
                  - progressbar "Run running-run"
                  - figure:
                    - img /Rate of the copy over/
                  - button "Show 3 done"
                  - region "Tables of the run":
                    - table:
                      - rowgroup:
                        - row "Table Progress Rows Bytes Rate"
                - region "History":
                  - list "Duration of the last runs, oldest first"
                """);
    }

    @Test
    void aScreenReaderHearsWhatIsReplaced() {
        Page page = BROWSER.page();
        Scene.all(SERVER).stream()
                .filter(scene -> scene.name().equals("production"))
                .forEach(scene -> scene.play(page, SERVER));
        assertThat(page.getByRole(AriaRole.DIALOG)).matchesAriaSnapshot("""
                - dialog "Replace 5 tables in orders?":
                  - heading "Replace 5 tables in orders?" [level=2]
                  - text: /218,714 rows come/
                  - paragraph: Warnings
                  - textbox "Type orders, because it is a production database:"
                  - button "Keep"
                  - button "Replace 5 tables in orders" [disabled]
                """);
    }

    @Test
    void theTabTellsHowFarARunIsAndHowItEnded() {
        try (RecordedPage own = new RecordedPage()) {
            Page page = BROWSER.page();
            page.addInitScript("""
                    window.told = [];
                    Object.defineProperty(document, 'hidden', {get: () => true});
                    window.Notification = class {
                      static permission = 'granted';
                      constructor(title) { told.push(title); }
                    };""");
            Scene.plain("running").play(page, own);
            assertThat(page).hasTitle("57 % running");
            assertThat(icon(page)).contains("stroke=\"#0b5cad\"");

            own.end("running");
            assertThat(page).hasTitle("Ready · running");
            assertThat(icon(page)).contains("stroke=\"#1a7f37\"");
            assertThat(page.evaluate("told")).isEqualTo(List.of("running: Succeeded"));
            BROWSER.closePages();
        }
    }

    private static String icon(Page page) {
        return page.evaluate("decodeURIComponent(document.querySelector('link[rel=\"icon\"]').href)")
                .toString();
    }

    @Test
    void nothingMovesForPersonsWhoDoNotWantIt() {
        Page page = BROWSER.page();
        Scene.plain("running").play(page, SERVER);
        String moving = "document.getAnimations().length > 0";
        assertThat(page.evaluate(moving)).isEqualTo(true);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        assertThat(page.evaluate(moving)).isEqualTo(false);
    }
}
