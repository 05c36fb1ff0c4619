package io.databasesync.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.databasesync.cluster.WebSteps.cancel;
import static io.databasesync.cluster.WebSteps.late;
import static io.databasesync.cluster.WebSteps.openSync;
import static io.databasesync.cluster.WebSteps.replace;
import static io.databasesync.cluster.WebSteps.rollBack;
import static io.databasesync.cluster.WebSteps.runState;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a person does on the page, in Chromium, over the installed server and the API server of a real node.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class WebClusterIT {
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final String ALL = "{include: [\"public.*\"]}";

    @RegisterExtension
    @Order(1)
    static final Installation CLUSTER = Installation.withWeb();

    private static final InstalledWeb WEB = new InstalledWeb(CLUSTER);

    @RegisterExtension
    @Order(2)
    static final TestBrowser BROWSER = WEB.browser();

    private static String alice = "";

    @BeforeAll
    static void invite() {
        alice = WEB.syncer("alice", CLUSTER.namespace());
        WEB.suspended("seen-by-bob", CLUSTER.home());
    }

    @Test
    void oneClickIsWatchedToItsEndAndTheNextOneIsStopped() {
        TestSync sync = newSync("clicked");
        sync.apply(ALL).awaitPhase("Succeeded");
        sync.source().execute("update gated set body = 'changed' where id = 77");
        sync.source().execute("analyze"); // an estimate without it may look like a shrink
        Page page = openSync(BROWSER, alice, "clicked");
        try (Gate gate = Gate.shut(sync.target())) {
            replace(page);
            assertThat(runState(page)).containsText("Copying");
            assertThat(page.locator("section:has(#run)")).containsText("Asked for by " + WEB.user("alice"));
            assertThat(page.locator("section:has(#run)")).containsText(MARKUP);
            page.evaluate("() => { window.seen = []; setInterval(() => {"
                    + " const bar = document.querySelector('progress.big');"
                    + " if (bar && seen.at(-1) !== bar.value) seen.push(bar.value); }, 50); }");
            gate.open();
            assertThat(runState(page)).containsText("Succeeded");
        }
        assertThat(values(page))
                .as("the bar moves, and never back")
                .hasSizeGreaterThan(1)
                .isSorted()
                .endsWith(100.0);
        assertThat(page.locator("main img")).hasCount(0);
        sync.assertHolds(2);

        try (Gate _ = Gate.shut(sync.target())) {
            replace(page);
            cancel(page);
        }
        sync.assertHolds(2);
    }

    @Test
    void theKubeconfigOfAPersonHasHerRights() throws IOException {
        TestSync sync = newSync("by-kubeconfig");
        sync.apply(ALL).awaitPhase("Succeeded");
        sync.source().execute("update gated set body = 'changed' where id = 77");
        sync.source().execute("analyze");
        try (KubeconfigWeb web = new KubeconfigWeb(CLUSTER, WEB.syncer("erin", CLUSTER.namespace()))) {
            Page page = BROWSER.page();
            Loads.enter(page, web::address);
            assertThat(page.locator(".syncs")).containsText("by-kubeconfig");
            assertThat(page.locator(".syncs")).not().containsText("seen-by-bob");
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("by-kubeconfig"))
                    .click();
            replace(page);
            assertThat(runState(page)).containsText("Succeeded");
            sync.assertHolds(2);
            try (Gate _ = Gate.shut(sync.target())) {
                replace(page);
                cancel(page);
            }
            rollBack(page);
            assertThat(sync.target().value("select body from gated where id = 77"))
                    .isNotEqualTo("changed");

            WEB.expire("erin");
            assertThat(page.locator("main")).containsText("log in to the cluster again", late());
        }
    }

    @Test
    void aPlanIsApprovedAndTheRunRolledBack() {
        TestSync sync = newSync("approved");
        sync.apply(ALL + "\n  approval: Always");
        Page page = openSync(BROWSER, alice, "approved");
        assertThat(runState(page)).containsText("Waits for approval");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^Approve [0-9a-f]{12}$")))
                .click();
        assertThat(runState(page)).containsText("Succeeded");
        sync.assertHolds(2);

        rollBack(page);
        assertThat(sync.target().value("select body from gated where id = 77")).isEqualTo("old");
    }

    private static TestSync newSync(String name) {
        TestSync sync = CLUSTER.newSync(name);
        Gate.build(sync.source(), sync.target());
        for (TestDatabase database : List.of(sync.source(), sync.target())) {
            database.execute(
                    "create table \"%s\" (id integer primary key, body text)".formatted(MARKUP),
                    "insert into \"%s\" select i, md5(i::text) from generate_series(1, 20000) i".formatted(MARKUP));
        }
        return sync.withSecrets();
    }

    private static List<Double> values(Page page) {
        return ((List<?>) page.evaluate("seen"))
                .stream().map(value -> ((Number) value).doubleValue()).toList();
    }
}
