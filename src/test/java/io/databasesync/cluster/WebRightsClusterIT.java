package io.databasesync.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.databasesync.cluster.WebSteps.button;
import static io.databasesync.cluster.WebSteps.late;
import static io.databasesync.cluster.WebSteps.open;
import static io.databasesync.cluster.WebSteps.openSync;
import static io.databasesync.cluster.WebSteps.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import io.databasesync.api.DatabaseSync;
import io.databasesync.contract.Kubernetes;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who may do what on the page, in Chromium, over the installed server and the API server of a real node.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class WebRightsClusterIT {
    @RegisterExtension
    @Order(1)
    static final Installation CLUSTER = Installation.withWeb();

    private static final InstalledWeb WEB = new InstalledWeb(CLUSTER);

    @RegisterExtension
    @Order(2)
    static final TestBrowser BROWSER = WEB.browser();

    private static String alice = "";
    private static String bob = "";

    @BeforeAll
    static void invite() {
        alice = WEB.syncer("alice", CLUSTER.namespace());
        bob = WEB.syncer("bob", CLUSTER.home());
        WEB.suspended("seen-by-bob", CLUSTER.home());
        WEB.suspended("seen-by-alice", CLUSTER.namespace());
    }

    @Test
    void whatAPersonMayNotDoIsNotOfferedAndRefused() {
        String eve = WEB.viewer("eve", CLUSTER.namespace());
        Page page = openSync(BROWSER, eve, "seen-by-alice");
        assertThat(button(page, "Sync now")).hasCount(0);
        assertThat(button(page, "Plan")).hasCount(0);
        button(page, "Sync now: why not?").click();
        assertThat(page.locator("main"))
                .containsText("kubectl auth can-i create databasesyncruns.databasesync.io -n " + CLUSTER.namespace());
        Object status = status(
                page,
                "/api/v1/namespaces/%s/syncs/seen-by-alice/runs".formatted(CLUSTER.namespace()),
                Map.of(
                        "method",
                        "POST",
                        "body",
                        "{\"operation\": \"Sync\"}",
                        "headers",
                        Map.of(
                                "Authorization",
                                "Bearer " + eve,
                                "X-Dbsync-Request",
                                "1",
                                "Content-Type",
                                "application/json")));
        assertThat(status).isEqualTo(403);
    }

    @Test
    void aTokenForAnotherServerIsNobodys() {
        Page page = open(BROWSER, alice);
        Object status = status(
                page, "/api/v1/session", Map.of("headers", Map.of("Authorization", "Bearer " + WEB.foreign("alice"))));
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
        List<Page> pages = List.of(open(BROWSER, alice), open(BROWSER, bob));
        assertThat(pages.getFirst().locator(".syncs")).containsText("seen-by-alice");
        assertThat(pages.getLast().locator(".syncs")).containsText("seen-by-bob");
        for (Page page : pages) { // both begin before one of them is waited for
            page.evaluate("""
                    () => { %s window.answers = Promise.all([...Array(30).keys()].map(async i => {
                      const headers = {Authorization: `Bearer ${sessionStorage.getItem('dbsync-token')}`};
                      return (await ask(i %% 2 ? '/api/v1/session' : '/api/v1/syncs', {headers})).text(); })); }""".formatted(Loads.ASK));
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
        Page page = openSync(BROWSER, carol, "seen-by-alice");
        Page other = open(BROWSER, dave);
        assertThat(other.locator(".syncs")).containsText("seen-by-alice");

        WEB.takeRightsAway("dave", CLUSTER.namespace());
        assertThat(other.locator(".syncs li")).hasCount(0);

        WEB.restart();
        CLUSTER.client()
                .resources(DatabaseSync.class)
                .inNamespace(CLUSTER.namespace())
                .withName("seen-by-alice")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"approval\":\"OnWarning\"}}");
        assertThat(page.locator("main")).containsText("approval: OnWarning");
        assertThat(page.locator(".live")).hasText("live");

        WEB.expire("carol");
        assertThat(page.locator("h1")).containsText("Your login has expired", late());
    }
}
