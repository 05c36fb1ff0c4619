package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.web.cluster.ServedCluster;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the page does when connections to its server fail.
class DashboardConnectionTest {
    private static final ServedCluster CLUSTER = new ServedCluster();
    private static final String ALICE = CLUSTER.persons.person("alice", "team-a");
    private static final String STARTS = "**/syncs/*/runs";

    @RegisterExtension
    static final TestBrowser BROWSER =
            TestBrowser.allowing(complaint -> complaint.contains("net::ERR_")); // of each failed connection

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Test
    void aClickWhoseAnswerIsLostIsOneRun() {
        AtomicInteger requests = new AtomicInteger();
        Page page = open("answer-lost");
        page.route(STARTS, route -> {
            if (requests.getAndIncrement() == 0) {
                lose(route);
            } else {
                route.resume();
            }
        });
        plan(page).click();
        assertThat(page).hasURL(Pattern.compile("/runs/")); // the stream may show the run before
        assertThat(requests).hasValue(2);
        assertThat(runsOf("answer-lost")).hasSize(1);
    }

    @Test
    void aClickThatIsNotAnsweredSaysSoAndTheNextOneStartsNoSecondRun() {
        Page page = open("no-answer");
        page.route(STARTS, DashboardConnectionTest::lose);
        plan(page).click();
        assertThat(page.getByRole(AriaRole.ALERT))
                .containsText(
                        "The server may have done what was asked for, or not.To do: Look whether it has happened.");
        page.unroute(STARTS);
        plan(page).click();
        assertThat(page.locator("#run")).containsText("Plan ");
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
        assertThat(runsOf("no-answer")).hasSize(1);
    }

    /// A second one might undo what others have done meanwhile.
    @Test
    void aChangeThatHasNoKeyIsSentOnce() {
        AtomicInteger requests = new AtomicInteger();
        Page page = open("repinned");
        page.route("**/syncs/*/repin", route -> {
            requests.incrementAndGet();
            route.abort("connectionreset");
        });
        page.getByLabel("More actions").click();
        button(page, "Allow other databases…").click();
        button(page, "Allow them").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The server may have done what was asked for, or not.");
        assertThat(requests).hasValue(1);
    }

    @Test
    void aPageThatWasCutOffReadsAgainWhatItCouldNotRead() {
        Page page = BROWSER.page();
        page.addInitScript("sessionStorage.setItem('dbsync-token', '%s')".formatted(ALICE));
        CLUSTER.createSync("team-a", "cut-off", Map.of());
        String reads = "**/api/v1/{events,namespaces/**}";
        page.route(reads, Route::abort);
        Loads.open(page, CLUSTER.address("#/syncs/team-a/cut-off"));
        assertThat(page.locator("main")).containsText("Not connected");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The server does not answer");
        assertThat(page.locator("main")).containsText("It could not be read.");

        page.unroute(reads);
        assertThat(page.locator(".live")).hasText("live");
        assertThat(page.locator("main")).containsText("No run has ended yet.");
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
    }

    /// The server gets the request, and the page no answer.
    private static void lose(Route route) {
        route.fetch();
        route.abort("connectionreset");
    }

    private static Page open(String sync) {
        CLUSTER.createSync("team-a", sync, Map.of());
        Page page = BROWSER.page();
        page.addInitScript("sessionStorage.setItem('dbsync-token', '%s')".formatted(ALICE));
        Loads.open(page, CLUSTER.address("#/syncs/team-a/" + sync));
        assertThat(plan(page)).isVisible();
        return page;
    }

    private static Locator plan(Page page) {
        return button(page, "Plan");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static List<DatabaseSyncRun> runsOf(String sync) {
        return CLUSTER
                .kubernetes
                .client()
                .resources(DatabaseSyncRun.class)
                .inNamespace("team-a")
                .list()
                .getItems()
                .stream()
                .filter(run -> run.getSpec().syncRef().equals(sync))
                .toList();
    }
}
