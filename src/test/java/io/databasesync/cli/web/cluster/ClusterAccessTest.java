package io.databasesync.cli.web.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.contract.Kubernetes;
import io.databasesync.sync.Operation;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.kubernetes.Persons;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.Session.Mode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose rights count.
class ClusterAccessTest {
    private static final String OWN = "token-of-the-server";

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final Persons persons = new Persons(kubernetes);
    private final Callers callers = new Callers(own());
    private final ClusterAccess access = new ClusterAccess(callers, "test");

    /// A configuration that has everything which must not reach a caller's request.
    private Config own() {
        Config own = Config.empty();
        own.setMasterUrl(persons.url());
        own.setOauthToken(OWN);
        own.setUsername("the-server");
        own.setPassword("secret");
        own.setImpersonateUsername("admin");
        own.setClientCertData("a certificate of the server");
        own.setClientKeyData("its key");
        return own;
    }

    @BeforeEach
    void createSyncs() {
        persons.person("the-server", "team-a", "team-b", "");
        for (String namespace : List.of("team-a", "team-b")) {
            ServedCluster.createSync(kubernetes, namespace, "kb", Map.of());
        }
    }

    @AfterEach
    void close() {
        callers.close();
        persons.close();
        kubernetes.close();
    }

    @Test
    void eachRequestHasTheTokenOfItsCaller() {
        Caller alice = access.caller(persons.person("alice", "team-a"));
        assertThat(alice.session().user()).isEqualTo("alice");
        assertThat(alice.sees(Kind.Sync, "team-a")).isTrue();
        assertThat(alice.sees(Kind.Run, "team-b")).isFalse();
        assertThat(alice.sync("team-a", "kb").sync().name()).isEqualTo("kb");
        assertRefused(403, () -> alice.sync("team-b", "kb"));
        assertRefused(403, () -> alice.sync("team-b", "nothing"));
        assertThat(persons.credentials()).isNotEmpty().containsOnly("Bearer token-of-alice");
        Config used = callers.with("token-of-alice").getConfiguration();
        assertThat(used.getClientCertData()).isNull();
        assertThat(used.getClientKeyData()).isNull();
        assertThat(used.getImpersonateUsername()).isNull();
    }

    @Test
    void aTokenThatTheClusterDoesNotKnowIsNotReplacedByTheServersOwn() {
        Caller nobody = access.caller("expired");
        assertRefused(401, nobody::session);
        assertRefused(401, () -> nobody.sees(Kind.Sync, "team-a"));
        assertRefused(401, () -> nobody.sync("team-a", "kb"));
        assertRefused(401, () -> nobody.start("team-a", "kb", new Bodies.Start(Operation.Sync, null, null), null));
        assertThat(persons.credentials()).isNotEmpty().containsOnly("Bearer expired");
    }

    @Test
    void aKubeconfigWhoseLoginHasExpiredDoesNotEndThePage() {
        Config kubeconfig = Config.empty();
        kubeconfig.setMasterUrl(persons.url());
        kubeconfig.setOauthToken(persons.person("alice", "team-a"));
        try (KubernetesClient client = Kubernetes.client(kubeconfig)) {
            Caller alice = ClusterAccess.ofKubeconfig(client, "test");
            assertThat(alice.session().user()).isEqualTo("alice");
            persons.expire("token-of-alice");
            assertThatThrownBy(() -> alice.sync("team-a", "kb")).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.why().status()).isEqualTo(503);
                assertThat(refusal.why().detail()).contains("login of your kubeconfig");
                assertThat(refusal.why().fix()).contains("log in to the cluster again");
            });
            assertRefused(503, alice::session); // what was known of the person is forgotten
            persons.person("alice", "team-a");
            assertThat(alice.sync("team-a", "kb").sync().name()).isEqualTo("kb");
        }
    }

    @Test
    void withoutATokenNothingIsAsked() {
        assertThatThrownBy(() -> access.caller("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> access.caller("  ")).isInstanceOf(IllegalArgumentException.class);
        assertThat(persons.credentials()).isEmpty();
    }

    @Test
    void twoPersonsInParallelAreNeverMixed() throws Exception {
        String alice = persons.person("alice", "team-a");
        String bob = persons.person("bob", "team-b");
        List<Future<String>> users = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 200; i++) {
                String token = i % 2 == 0 ? alice : bob;
                String other = i % 2 == 0 ? "team-b" : "team-a";
                Callable<String> asks = () -> {
                    Caller caller = new ClusterCaller(
                            new ClusterAccess.Who(token + System.nanoTime(), Mode.Token, "test"),
                            callers.with(token),
                            new Rights(),
                            new Names());
                    assertThat(caller.sees(Kind.Sync, other)).isFalse();
                    return caller.session().user();
                };
                users.add(threads.submit(asks));
            }
        }
        for (int i = 0; i < users.size(); i++) {
            assertThat(users.get(i).get()).isEqualTo(i % 2 == 0 ? "alice" : "bob");
        }
    }

    @Test
    void aRunSaysWhoAskedForIt() {
        RunView run = start("alice", Operation.Sync, "4f2a91c07d3e", null);
        assertThat(run.requestedBy()).isEqualTo("alice");
        assertThat(run.approvedPlan()).isEqualTo("4f2a91c07d3e");
        assertThat(run.note()).isEqualTo("because");
    }

    @Test
    void twoClicksOfOnePersonMakeOneRun() {
        RunView first = start("alice", Operation.Sync, null, "click-0001");
        assertThat(start("alice", Operation.Sync, null, "click-0001").name()).isEqualTo(first.name());
        assertRefused(422, () -> start("alice", Operation.Sync, "4f2a91c07d3e", "click-0001"));
        assertThat(runs()).hasSize(1);
    }

    @Test
    void theSecondOfTwoPersonsIsToldByWhom() {
        RunView first = start("alice", Operation.Sync, null, "click-0001");
        assertThatThrownBy(() -> start("bob", Operation.Sync, null, "click-0001"))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.why().status()).isEqualTo(409);
                    assertThat(refusal.why().detail()).contains("alice started it");
                    assertThat(refusal.why().run()).isEqualTo(first.key());
                });
        assertRefused(409, () -> start("bob", Operation.Rollback, null, null));
        assertThat(start("bob", Operation.Plan, null, null).operation()).isEqualTo(Operation.Plan);
        assertThat(runs()).hasSize(2);
    }

    @Test
    void aSyncIsSuspendedInTheVersionThatThePersonSaw() {
        Caller alice = access.caller(persons.person("alice", "team-a"));
        String version = alice.sync("team-a", "kb").sync().version();
        assertThat(alice.suspend("team-a", "kb", true, version).suspended()).isTrue();
        assertRefused(412, () -> alice.suspend("team-a", "kb", false, version));
        assertThat(alice.suspend("team-a", "kb", false, null).suspended()).isFalse();
        assertThat(alice.sync("team-a", "kb").manifest())
                .contains("kind: \"DatabaseSync\"", "direction: \"RemoteToLocal\"")
                .doesNotContain("resourceVersion", "status:");
    }

    @Test
    void aRunIsStopped() {
        RunView run = start("alice", Operation.Sync, null, null);
        Caller alice = access.caller("token-of-alice");
        assertThat(alice.cancel("team-a", run.name(), null).cancelRequested()).isTrue();
        assertRefused(404, () -> alice.cancel("team-a", "nothing", null));
        assertRefused(404, () -> alice.plan("team-a", run.name()));
        assertRefused(409, () -> alice.approve("team-a", run.name(), "4f2a91c07d3e"));
    }

    private RunView start(String name, Operation operation, @Nullable String plan, @Nullable String key) {
        return access.caller(persons.person(name, "team-a"))
                .start("team-a", "kb", new Bodies.Start(operation, plan, "because"), key)
                .run();
    }

    private List<DatabaseSyncRun> runs() {
        return kubernetes
                .client()
                .resources(DatabaseSyncRun.class)
                .inNamespace("team-a")
                .list()
                .getItems();
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.why().status()).isEqualTo(status));
    }
}
