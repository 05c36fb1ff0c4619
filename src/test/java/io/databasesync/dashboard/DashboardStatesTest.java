package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.databasesync.testing.web.Browser;
import io.databasesync.testing.web.TestBrowser;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every state that the page can show, over recorded objects.
class DashboardStatesTest {
    private static final RecordedPage SERVER = new RecordedPage();
    private static final int NARROWEST = 320;
    private static final List<Integer> OTHER_WIDTHS = List.of(768, 1280);

    /// The page is in a tab behind others, and notes what it tells its person.
    private static final String NOTED = """
            window.told = [];
            Object.defineProperty(document, 'hidden', {get: () => true});
            window.Notification = class {
              static permission = 'granted';
              constructor(title) { told.push(title); }
            };""";

    /// The scenes that axe looks at: each part of the page is in one of them.
    private static final Set<String> LOOKED_AT = Set.of(
            "new", "no-news", "waits", "blocked", "failed", "verified-differences", "production", "list", "expired");

    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.allowing(_ -> true); // some scenes are errors

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /// Above all on the narrowest screen, where the most can go wrong. How it looks is for people: see
    /// [DashboardPictures].
    @Test
    void everyStateOfASyncIsShownAndFits() {
        Page page = BROWSER.page(NARROWEST, ColorScheme.LIGHT);
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
                Page page = BROWSER.page(NARROWEST, ColorScheme.LIGHT);
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
        for (int width : OTHER_WIDTHS) {
            page.setViewportSize(width, 900);
            Browser.assertFits(page, "%s at %d".formatted(scene.name(), width));
        }
        page.setViewportSize(NARROWEST, 900);
    }

    @Test
    void theTabTellsHowFarARunIsAndHowItEnded() {
        try (RecordedPage own = new RecordedPage()) {
            Page page = BROWSER.page();
            page.addInitScript(NOTED);
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

    @Test
    void noTableOfARunThatHasEndedMovesOrWaits() {
        Page page = BROWSER.page();
        Scene.plain("cancelled").play(page, SERVER);
        Locator tables = page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Tables of the run"));
        assertThat(tables).containsText("114,000");
        assertThat(tables.getByRole(AriaRole.PROGRESSBAR)).hasCount(5); // two that it had begun, three complete
        assertThat(tables).not().containsText(Pattern.compile("waits|/s"));
    }

    private static String icon(Page page) {
        return page.evaluate("decodeURIComponent(document.querySelector('link[rel=\"icon\"]').href)")
                .toString();
    }

    @Test
    void aSyncThatWaitsForAPersonSaysSoEverywhere() {
        try (RecordedPage own = new RecordedPage()) {
            Page page = BROWSER.page();
            page.addInitScript(NOTED);
            Scene.plain("running").play(page, own);
            assertThat(page).hasTitle("57 % running");

            own.await("running");
            assertThat(page).hasTitle("Waits for approval · running");
            assertThat(icon(page)).contains("stroke=\"#8a5a00\"");
            assertThat(page.locator("h1 + .state")).hasText("Waits for approval");
            // the event of the run may come after that of the sync
            page.waitForCondition(() -> List.of("running: Waits for approval").equals(page.evaluate("told")));

            page.evaluate("location.hash = '#/?state=failed'");
            assertThat(page.locator(".syncs li:has-text('running')")).containsText("Waits for approval");
            assertThat(page.locator(".syncs li:has-text('running')")).containsText("The plan waits for a person");
            assertThat(page).hasTitle(Pattern.compile("^\\(\\d+\\) Syncs · databasesync$"));
            page.navigate(own.address("badge/team-a/running.svg"));
            assertThat(page.locator("svg")).hasAttribute("aria-label", "sync: waits for approval");
            BROWSER.closePages();
        }
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
