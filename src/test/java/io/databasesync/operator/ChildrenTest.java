package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.net.HttpURLConnection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An object of that name exists when a child is to be created.
class ChildrenTest {
    /// Held, because java.util.logging forgets the level of a logger that nobody holds.
    private static final Logger MOCK_LOG = Logger.getLogger("io.fabric8.mockwebserver");

    private static final String ALL = "/api/v1/namespaces/knowledge/configmaps";

    private final ConfigMap owner = named("owner", "the-owner");
    private final ConfigMap child = new ConfigMapBuilder(named("child", "the-child"))
            .editMetadata()
            .addNewOwnerReference()
            .withUid("the-owner")
            .endOwnerReference()
            .endMetadata()
            .build();
    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private KubernetesClient client;

    @BeforeEach
    void start() {
        MOCK_LOG.setLevel(Level.WARNING); // or it logs every request
        server.init();
        client = server.createClient();
        server.expect()
                .post()
                .withPath(ALL)
                .andReturn(
                        HttpURLConnection.HTTP_CONFLICT,
                        new StatusBuilder()
                                .withCode(HttpURLConnection.HTTP_CONFLICT)
                                .withReason("AlreadyExists")
                                .build())
                .always();
    }

    @AfterEach
    void stop() {
        client.close();
        server.destroy();
    }

    @Test
    void oursIsTakenAsItIs() {
        exists(child);
        assertThatCode(this::create).doesNotThrowAnyException();
    }

    @Test
    void somebodyElsesIsRefused() {
        exists(named("child", "a-namesake"));
        assertThatThrownBy(this::create).hasMessageContaining("ConfigMap child exists and does not belong to");
    }

    @Test
    void oneThatIsGoingIsNotTakenForOurs() {
        exists(child.edit()
                .editMetadata()
                .withDeletionTimestamp("2026-01-12T10:00:00Z")
                .endMetadata()
                .build());
        assertThatThrownBy(this::create).hasMessageContaining("ConfigMap child is being deleted");
    }

    @Test
    void oneThatHasJustGoneIsCreatedByTheNextTry() {
        assertThatThrownBy(this::create).isInstanceOf(KubernetesClientException.class);
    }

    private void create() {
        Children.createOnce(client, owner, child);
    }

    private void exists(ConfigMap found) {
        server.expect()
                .get()
                .withPath(ALL + "/child")
                .andReturn(HttpURLConnection.HTTP_OK, found)
                .always();
    }

    private static ConfigMap named(String name, String uid) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("knowledge")
                .withName(name)
                .withUid(uid)
                .endMetadata()
                .build();
    }
}
