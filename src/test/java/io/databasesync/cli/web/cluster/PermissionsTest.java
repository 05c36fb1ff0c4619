package io.databasesync.cli.web.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.sync.Operation;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.Pages.Action;
import io.databasesync.web.api.Refusal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a caller is offered, and what is said where a right is missing.
class PermissionsTest {
    private final ServedCluster cluster = new ServedCluster();

    @BeforeEach
    void createSync() {
        cluster.createSync("team-a", "kb", Map.of());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void theCallerIsToldWhatIsMissing() {
        Caller alice = caller();
        assertThat(alice.sync("team-a", "kb").may())
                .allMatch(permission -> permission.allowed())
                .anySatisfy(permission -> {
                    assertThat(permission.action()).isEqualTo(Action.Start);
                    assertThat(permission.check())
                            .isEqualTo("kubectl auth can-i create databasesyncruns.databasesync.io -n team-a");
                });
        assertThatThrownBy(() -> alice.start("team-b", "kb", new Bodies.Start(Operation.Sync, null, null), null))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.why().fix())
                                .contains("kubectl auth can-i get databasesyncs.databasesync.io -n team-b"));
    }

    @ParameterizedTest
    @CsvSource({
        "Start, list databasesyncruns, list databasesyncruns.databasesync.io",
        "Cancel, get databasesyncruns, get databasesyncruns.databasesync.io",
        "Suspend, patch databasesyncs, patch databasesyncs.databasesync.io",
        "Log, get pods/log, get pods --subresource=log",
        "Log, list pods, list pods"
    })
    void anActionNeedsAllThatItsRequestsNeed(Action action, String forbidden, String check) {
        cluster.persons.forbid(forbidden);
        assertThat(caller().sync("team-a", "kb").may())
                .contains(new Pages.Permission(action, false, "kubectl auth can-i %s -n team-a".formatted(check)));
    }

    private Caller caller() {
        return cluster.access.caller(cluster.persons.person("alice", "team-a"));
    }
}
