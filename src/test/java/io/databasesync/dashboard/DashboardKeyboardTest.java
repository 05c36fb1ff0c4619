package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.databasesync.testing.web.TestBrowser;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Everything that one can do, with Tab, Enter, Escape and letters only.
class DashboardKeyboardTest {
    private static final RecordedPage SERVER = new RecordedPage();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_TABS = 60;

    /// The name of the element with the focus, as a screen reader says it.
    private static final String FOCUSED = """
            () => { const element = document.activeElement;
              return (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent).trim(); }""";

    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.withoutComplaints();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aSyncIsStartedAfterItsPlanWasShown() {
        Page page = open("ready");
        press(page, "Sync now");
        awaitFocus(page, "Keep");
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        awaitFocus(page, "Sync now");

        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("rows come");
        press(page, "Replace 5 tables in knowledge");
        awaitAsked("Sync ready");
    }

    @Test
    void theNameOfAProductionDatabaseIsTyped() {
        Page page = open("production");
        press(page, "Sync now");
        assertThat(page.getByRole(AriaRole.TEXTBOX)).isVisible();
        tabTo(page, "Type orders, because it is a production database:");
        page.keyboard().type("orders");
        press(page, "Replace 5 tables in orders");
        awaitAsked("Sync production");
    }

    @Test
    void aRunIsVerifiedRolledBackAndSuspended() {
        press(open("ready"), "Verify");
        awaitAsked("Verify ready");

        Page page = open("stale");
        press(page, "More actions");
        press(page, "Suspend");
        awaitAsked("Suspend stale");
        press(page, "More actions");
        page.keyboard().press("Escape");
        awaitFocus(page, "More actions");

        page.keyboard().press("Enter");
        press(page, "Roll back…");
        awaitFocus(page, "Keep");
        page.keyboard().press("Escape");
        awaitFocus(page, "More actions");
        page.keyboard().press("Enter");
        press(page, "Roll back…");
        press(page, "Roll back");
        awaitAsked("Rollback stale");
    }

    @Test
    void aRunIsStoppedAndAPlanApproved() {
        Page page = open("running");
        press(page, "Cancel");
        awaitFocus(page, "Let it run");
        press(page, "Cancel the run");
        awaitAsked("Cancel running");

        press(open("waits"), "Approve 4f2a91c07d3e");
        awaitAsked("Approve waits");
    }

    private static Page open(String state) {
        Page page = BROWSER.page(1280, ColorScheme.LIGHT);
        Scene.plain(state).play(page, SERVER);
        assertThat(page.locator("h1")).isFocused();
        return page;
    }

    private static void press(Page page, String name) {
        tabTo(page, name);
        page.keyboard().press("Enter");
    }

    /// Goes on with Tab until something of that name has the focus. It may come a moment later.
    private static void tabTo(Page page, String name) {
        assertThat(named(page, name).first()).isAttached();
        for (int i = 0; i < MOST_TABS && !focused(page).equals(name); i++) {
            page.keyboard().press("Tab");
        }
        awaitFocus(page, name);
    }

    private static Locator named(Page page, String name) {
        return page.locator("button, summary, label, a", new Page.LocatorOptions().setHasText(name))
                .or(page.getByLabel(name));
    }

    private static void awaitFocus(Page page, String name) {
        await().pollInSameThread().atMost(PATIENCE).until(() -> focused(page), name::equals);
    }

    private static String focused(Page page) {
        return page.evaluate(FOCUSED).toString();
    }

    private static void awaitAsked(String what) {
        await().atMost(PATIENCE).until(() -> SERVER.asked().contains(what));
    }
}
