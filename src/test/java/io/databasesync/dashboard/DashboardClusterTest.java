package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.databasesync.cli.web.cluster.ServedCluster;
import io.databasesync.testing.web.Browser;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The page of everybody in Chromium, over an API server in this JVM, where nothing runs.
class DashboardClusterTest {
    private static final ServedCluster CLUSTER = new ServedCluster();
    private static final String ALICE = CLUSTER.persons.person("alice", "team-a");

    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.allowing(complaint -> complaint.contains("401")); // before the login

    @BeforeAll
    static void createSyncs() {
        CLUSTER.createSync("team-a", "kb", Map.of());
        CLUSTER.createSync(
                "team-a",
                "odd",
                Map.of("a/link", "javascript:alert(1)", "a/data", "data:text/html,<script>x</script>"));
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Test
    void aManifestIsTextAndNeverALink() {
        Page page = open(1280, "odd");
        page.getByText("Manifest and commands").click();
        assertThat(page.locator("pre").first()).containsText("javascript:alert(1)");
        assertThat(page.locator("pre").first()).containsText("data:text/html,<script>x</script>");
        assertThat((List<?>) page.evaluate("[...document.links].map(link => link.getAttribute('href'))"))
                .allMatch(link -> link.toString().startsWith("#"));
        assertThat(page.locator("main img, main iframe, main script")).hasCount(0);
    }

    @Test
    void aScreenReaderHearsWhatThePageIsMadeOf() {
        Page page = open(1280, "kb");
        assertThat(page.locator("body")).matchesAriaSnapshot("""
                - banner:
                  - link "databasesync"
                  - status: live
                - main:
                  - navigation "Breadcrumb":
                    - link "Syncs"
                  - heading "kb" [level=1]
                  - button "Sync now"
                  - button "Plan"
                  - button "Verify"
                  - text: /far replaces tables of local/
                  - region "History":
                    - heading "History" [level=2]
                """);
    }

    /// A window of 1280 pixels has 640 of them when everything is twice as large.
    @Test
    void everythingFitsWhenItIsTwiceAsLarge() {
        Page page = open(640, "kb");
        page.getByText("Manifest and commands").click();
        Browser.assertAccessible(page);
        page.getByLabel("More actions").click();
        Browser.assertAccessible(page);
        button(page, "Roll back…").click();
        Browser.assertAccessible(page);
    }

    @Test
    void eachActionIsACommandToCopy() {
        Page page = open(1280, "kb");
        page.getByText("Manifest and commands").click();
        assertThat(page.locator(".commands")).containsText("kubectl dbsync rollback kb -n team-a");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Copy: kubectl dbsync run kb -n team-a"))
                .click();
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo("kubectl dbsync run kb -n team-a");
        assertThat(page.locator(".commands"))
                .containsText(
                        "%s/api/v1/namespaces/team-a/syncs/kb/suspend".formatted(page.evaluate("location.origin")));
    }

    @Test
    void theFiltersAreInTheAddress() {
        Page page = BROWSER.page();
        Loads.open(page, CLUSTER.address("#/?q=odd"));
        logIn(page);
        assertThat(page.locator(".syncs li")).hasCount(1);
        page.getByRole(AriaRole.SEARCHBOX).fill("k");
        assertThat(page.locator(".syncs li")).hasCount(1);
        assertThat(page.url()).endsWith("#/?q=k");
        Loads.again(page);
        assertThat(page.locator(".syncs li")).hasCount(1);
        assertThat(page.locator(".syncs")).containsText("kb");
    }

    private static Page open(int width, String sync) {
        Page page = BROWSER.page(width, ColorScheme.LIGHT);
        Loads.open(page, CLUSTER.address("#/syncs/team-a/" + sync));
        logIn(page);
        assertThat(page.locator("h1")).hasText(sync);
        assertThat(button(page, "Plan")).isVisible();
        return page;
    }

    private static void logIn(Page page) {
        page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true)).fill(ALICE);
        button(page, "Log in").click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }
}
