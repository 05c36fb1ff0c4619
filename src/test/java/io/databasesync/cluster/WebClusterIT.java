package io.databasesync.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.databasesync.cluster.WebSteps.button;
import static io.databasesync.cluster.WebSteps.cancel;
import static io.databasesync.cluster.WebSteps.late;
import static io.databasesync.cluster.WebSteps.logIn;
import static io.databasesync.cluster.WebSteps.replace;
import static io.databasesync.cluster.WebSteps.rollBack;
import static io.databasesync.cluster.WebSteps.runState;
import static io.databasesync.cluster.WebSteps.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.api.DatabaseSync;
import io.databasesync.contract.Kubernetes;
import io.databasesync.dashboard.Browser;
import io.databasesync.dashboard.Loads;
import io.databasesync.testing.postgres.TestDatabase;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The page of everybody in Chromium, over the installed server and the API server of a real node.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class WebClusterIT {
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final String ALL = "{include: [\"public.*\"]}";

    @RegisterExtension
    static final Installation CLUSTER = Installation.withWeb();

    private static final InstalledWeb WEB = new InstalledWeb(CLUSTER);
    private static @Nullable Browser started;
    private static String alice = "";
    private static String bob = "";

    @BeforeAll
    static void startBrowser() {
        WEB.await();
        started = Browser.start(WEB.browserFlag());
        assumeTrue(started != null, "not run: this machine has no Chromium (set CHROMIUM to its path)");
        alice = WEB.syncer("alice", CLUSTER.namespace());
        bob = WEB.syncer("bob", CLUSTER.home());
        WEB.suspended("seen-by-bob", CLUSTER.home());
        WEB.suspended("seen-by-alice", CLUSTER.namespace());
    }

    @AfterAll
    static void stopBrowser() {
        if (started != null) {
            started.close();
        }
    }

    @AfterEach
    void closePages() {
        browser().closePages();
        // a refusal of the server is on the console, too; anything else is an error of the page
        assertThat(browser().complaints())
                .allMatch(complaint -> complaint.startsWith("Failed to load resource")
                        || complaint.contains("net::ERR_")
                        || complaint.startsWith("The Cross-Origin-Opener-Policy header has been ignored"));
    }

    @Test
    void oneClickIsWatchedToItsEndAndTheNextOneIsStopped() {
        TestSync sync = newSync("clicked");
        sync.apply(ALL).awaitPhase("Succeeded");
        sync.source().execute("update gated set body = 'changed' where id = 77");
        sync.source().execute("analyze"); // an estimate without it may look like a shrink
        Page page = openSync(alice, "clicked");
        try (Gate gate = Gate.shut(sync.target())) {
            replace(page);
            assertThat(runState(page)).containsText("Copying", soon());
            assertThat(page.locator("section:has(#run)")).containsText("Asked for by " + WEB.user("alice"));
            assertThat(page.locator("section:has(#run)")).containsText(MARKUP);
            page.evaluate("() => { window.seen = []; setInterval(() => {"
                    + " const bar = document.querySelector('progress.big');"
                    + " if (bar && seen.at(-1) !== bar.value) seen.push(bar.value); }, 50); }");
            gate.open();
            assertThat(runState(page)).containsText("Succeeded", soon());
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
            Page page = browser().page();
            Loads.open(page, web.address());
            assertThat(page.locator(".syncs")).containsText("by-kubeconfig", soon());
            assertThat(page.locator(".syncs")).not().containsText("seen-by-bob");
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("by-kubeconfig"))
                    .click();
            replace(page);
            assertThat(runState(page)).containsText("Succeeded", soon());
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
        Page page = openSync(alice, "approved");
        assertThat(runState(page)).containsText("Waits for approval", soon());
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^Approve [0-9a-f]{12}$")))
                .click();
        assertThat(runState(page)).containsText("Succeeded", soon());
        sync.assertHolds(2);

        rollBack(page);
        assertThat(sync.target().value("select body from gated where id = 77")).isEqualTo("old");
    }

    @Test
    void whatAPersonMayNotDoIsNotOfferedAndRefused() {
        Page page = openSync(WEB.viewer("eve", CLUSTER.namespace()), "seen-by-alice");
        assertThat(button(page, "Sync now")).hasCount(0);
        assertThat(button(page, "Plan")).hasCount(0);
        button(page, "Sync now: why not?").click();
        assertThat(page.locator("main"))
                .containsText("kubectl auth can-i create databasesyncruns.databasesync.io -n " + CLUSTER.namespace());
        Object status =
                page.evaluate("""
                async path => (await fetch(path, {method: 'POST', body: '{"operation": "Sync"}', headers: {
                  Authorization: `Bearer ${sessionStorage.getItem('dbsync-token')}`,
                  'X-Dbsync-Request': '1', 'Content-Type': 'application/json'}})).status""", "/api/v1/namespaces/%s/syncs/seen-by-alice/runs".formatted(CLUSTER.namespace()));
        assertThat(status).isEqualTo(403);
    }

    @Test
    void aTokenForAnotherServerIsNobodys() {
        Page page = open(alice);
        Object status = page.evaluate("""
                async token => (await fetch('/api/v1/session', {headers: {Authorization: `Bearer ${token}`}})).status""", WEB.foreign("alice"));
        assertThat(status).isEqualTo(401);
    }

    @Test
    void theApiServerRefusesAForgedName() {
        Config config = Config.empty();
        config.setMasterUrl(CLUSTER.client().getConfiguration().getMasterUrl());
        config.setCaCertFile(CLUSTER.client().getConfiguration().getCaCertFile());
        config.setCaCertData(CLUSTER.client().getConfiguration().getCaCertData());
        config.setOauthToken(alice);
        try (KubernetesClient client = Kubernetes.client(config)) {
            assertThatThrownBy(() -> createRun(client, "root"))
                    .hasMessageContaining("spec.requestedBy has to be the name of the user");
            createRun(client, WEB.user("alice"));
        }
    }

    /// Asks for everything that creating a run asks for, and creates none.
    private static void createRun(KubernetesClient client, String requestedBy) {
        client.resource("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSyncRun
                metadata: {name: forged, namespace: %s}
                spec: {syncRef: seen-by-alice, operation: Plan, requestedBy: "%s"}
                """.formatted(CLUSTER.namespace(), requestedBy))
                .dryRun()
                .create();
    }

    @Test
    void twoPersonsInParallelAreNeverMixed() {
        List<Page> pages = List.of(open(alice), open(bob));
        assertThat(pages.getFirst().locator(".syncs")).containsText("seen-by-alice");
        assertThat(pages.getLast().locator(".syncs")).containsText("seen-by-bob");
        for (Page page : pages) { // both begin before one of them is waited for
            page.evaluate("""
                    () => { window.answers = Promise.all([...Array(30).keys()].map(async i => {
                      const headers = {Authorization: `Bearer ${sessionStorage.getItem('dbsync-token')}`};
                      return (await fetch(i % 2 ? '/api/v1/session' : '/api/v1/syncs', {headers})).text(); })); }""");
        }
        assertThat((List<?>) pages.getFirst().evaluate("answers"))
                .hasSize(30)
                .allMatch(answer -> answer.toString().contains("alice")
                        && !answer.toString().contains("bob"));
        assertThat((List<?>) pages.getLast().evaluate("answers"))
                .hasSize(30)
                .allMatch(answer ->
                        answer.toString().contains("bob") && !answer.toString().contains("alice"));
    }

    @Test
    void aPageSurvivesItsServerButNotItsRights() {
        String carol = WEB.syncer("carol", CLUSTER.namespace());
        String dave = WEB.syncer("dave", CLUSTER.namespace());
        Page page = openSync(carol, "seen-by-alice");
        Page other = open(dave);
        assertThat(other.locator(".syncs")).containsText("seen-by-alice");

        WEB.takeRightsAway("dave", CLUSTER.namespace());
        assertThat(other.locator(".syncs li")).hasCount(0, new HasCountOptions().setTimeout(30_000));

        WEB.restart();
        CLUSTER.client()
                .resources(DatabaseSync.class)
                .inNamespace(CLUSTER.namespace())
                .withName("seen-by-alice")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"approval\":\"OnWarning\"}}");
        assertThat(page.locator("main")).containsText("approval: OnWarning", soon());
        assertThat(page.locator(".live")).hasText("live");

        WEB.expire("carol");
        assertThat(page.locator("h1")).containsText("Your login has expired", soon());
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

    private static Page open(String token) {
        Page page = browser().page();
        logIn(page, token);
        return page;
    }

    private static Page openSync(String token, String name) {
        Page page = open(token);
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true))
                .click();
        assertThat(page.locator("h1")).hasText(name);
        return page;
    }

    private static List<Double> values(Page page) {
        return ((List<?>) page.evaluate("seen"))
                .stream().map(value -> ((Number) value).doubleValue()).toList();
    }

    private static Browser browser() {
        return Objects.requireNonNull(started);
    }
}
