package io.databasesync.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.databasesync.sync.SyncException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mistakes in a kubeconfig: each is told with the file, the place and what mends it.
class KubeconfigTest {
    private static final String SOUND = """
            apiVersion: v1
            kind: Config
            clusters:
              - {name: node, cluster: {server: "https://127.0.0.1:6443"}}
            users:
              - {name: alice, user: {token: t}}
            contexts:
              - {name: dev, context: {cluster: node, user: alice}}
            current-context: dev
            """;

    private final Path folder;

    KubeconfigTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aSoundOneIsTaken() throws IOException {
        assertThatCode(() -> check(SOUND, null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            users:                  | users: [             | is not YAML in line 6, column 3
            current-context: dev    | current-context: []  | current-context has a value of the wrong kind
            current-context: dev    | current-context: ''  | current-context is not set; set it with
            current-context: dev    | current-context: qa  | the kubeconfig has no context qa; list them with
            cluster: node           | cluster: pod         | contexts[dev].context.cluster names the cluster pod, which no kubeconfig has
            user: alice             | user: bob            | contexts[dev].context.user names the user bob, which no kubeconfig has
            https://127.0.0.1:6443  | node:6443            | clusters[node].cluster.server is not an address: node:6443; write the address
            server:                 | sever:               | clusters[node].cluster.server is not set
            {server:                | {certificate-authority: ca.crt, server:     | cluster.certificate-authority names ca.crt, which cannot be read
            {server:                | {certificate-authority-data: '%', server:   | cluster.certificate-authority-data is not base64
            token: t                | client-certificate: /nowhere/alice.crt      | users[alice].user.client-certificate names /nowhere/alice.crt, which cannot be read
            token: t                | client-key-data: '%'                        | users[alice].user.client-key-data is not base64
            token: t                | tokenFile: token                            | users[alice].user.tokenFile names token, which cannot be read
            token: t                | exec: {command: no-such-login, installHint: get it} | users[alice].user.exec.command names the program no-such-login, which is not there; install it, or correct PATH; get it
            """)
    void aMistakeIsToldWithItsPlace(String sound, String broken, String told) {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> check(SOUND.replaceFirst("\\Q" + sound + "\\E", broken), null))
                .withMessageContaining(told)
                .withMessageContaining(told.startsWith("the kubeconfig") ? "" : folder.toString());
    }

    @Test
    void aFileThatIsNoneIsNamed() throws IOException {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> check("- a list", null))
                .withMessageContaining("is not a kubeconfig; mend it");
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> Kubeconfig.read(List.of(folder)))
                .withMessageContaining("kubeconfig %s cannot be read: it is a directory".formatted(folder));
    }

    @Test
    void theChosenContextIsCheckedAndNoOtherOne() throws IOException {
        String other = SOUND.replace("contexts:", "contexts:\n  - {name: old, context: {cluster: gone}}");
        assertThatCode(() -> check(other, null)).doesNotThrowAnyException();
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> check(other, "old"))
                .withMessageContaining("contexts[old].context.cluster names the cluster gone");
    }

    private void check(String text, @Nullable String context) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), text);
        Kubeconfig.read(List.of(folder.resolve("absent"), file)).check(context);
    }
}
