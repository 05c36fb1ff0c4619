package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.databasesync.contract.Kubernetes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the chart installs for the web server.
class HelmWebTest {
    private static final String WEB = "dbsync-web";

    @Test
    void nothingOfItIsThereUnlessItIsAskedFor() {
        assertThat(render(chart()))
                .extracting(object -> object.getMetadata().getName())
                .noneMatch(name -> name.startsWith(WEB));
    }

    @Test
    void itsAccountReadsTheTwoKindsAndDoesNothingElse() {
        ClusterRole role = named(render(web()), ClusterRole.class, WEB);
        assertThat(role.getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getApiGroups()).containsExactly("databasesync.io");
            assertThat(rule.getResources()).containsExactlyInAnyOrder("databasesyncs", "databasesyncruns");
            assertThat(rule.getVerbs()).containsExactlyInAnyOrder("get", "list", "watch");
        });
    }

    @Test
    void thePodMeetsTheRestrictedStandardAndAnswersOneHost() {
        Container container = container(render(web()));
        assertThat(container.getArgs()).contains("web", "--external-url=https://dbsync.example");
        assertThat(container.getArgs()).doesNotContain("--badges");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container(render(web().set("web.badges", "true"))).getArgs()).contains("--badges");
    }

    @Test
    void theProbesHaveAPortThatTheServiceHasNot() {
        List<HasMetadata> objects = render(web());
        assertThat(container(objects).getLivenessProbe().getHttpGet().getPort().getStrVal())
                .isEqualTo("health");
        assertThat(named(objects, Service.class, WEB).getSpec().getPorts())
                .extracting(port -> port.getTargetPort().getStrVal())
                .containsExactly("http");
        assertThat(named(objects, NetworkPolicy.class, WEB).getSpec().getIngress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactly("http");
    }

    @Test
    void thePolicyMakesTheNameOfARunTrue() {
        assertThat(render(web())).noneMatch(ValidatingAdmissionPolicy.class::isInstance);
        List<HasMetadata> objects = render(web().set("web.checkRequestedBy", "true"));
        ValidatingAdmissionPolicy policy = named(objects, ValidatingAdmissionPolicy.class, WEB + "-requested-by");
        assertThat(policy.getSpec().getValidations())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getExpression())
                        .contains("object.spec.requestedBy == request.userInfo.username"));
        assertThat(policy.getSpec().getMatchConditions())
                .singleElement()
                .satisfies(condition ->
                        assertThat(condition.getExpression()).contains("system:serviceaccount:databases:dbsync"));
    }

    @Test
    void thePolicyIsOnlyForTheNamespacesOfTheOperator() {
        TemplateCommand all = web().set("web.checkRequestedBy", "true");
        assertThat(binding(all).getSpec().getMatchResources()).isNull();
        assertThat(binding(all.set("namespaces[0]", "team-a"))
                        .getSpec()
                        .getMatchResources()
                        .getNamespaceSelector()
                        .getMatchExpressions())
                .singleElement()
                .satisfies(selector -> assertThat(selector.getValues()).containsExactly("team-a"));
    }

    private static ValidatingAdmissionPolicyBinding binding(TemplateCommand command) {
        return named(render(command), ValidatingAdmissionPolicyBinding.class, WEB + "-requested-by");
    }

    @Test
    void anAddressIsNeeded() {
        assertThatThrownBy(() -> render(chart().set("web.enabled", "true")))
                .hasMessageContaining("web.externalUrl is missing");
        assertThatThrownBy(() -> render(web().set("web.externalUrl", "https://dbsync.example/path")))
                .hasMessageContaining("externalUrl");
    }

    private static TemplateCommand chart() {
        return new Helm(Path.of("helm/databasesync"))
                .template()
                .withName("dbsync")
                .withNamespace("databases")
                .withKubeVersion("1.34.0");
    }

    private static TemplateCommand web() {
        return chart().set("web.enabled", "true").set("web.externalUrl", "https://dbsync.example");
    }

    private static List<HasMetadata> render(TemplateCommand command) {
        try (KubernetesClient client = Kubernetes.client(Config.empty())) {
            return client.load(new ByteArrayInputStream(command.call().getBytes(StandardCharsets.UTF_8)))
                    .items();
        }
    }

    private static Container container(List<HasMetadata> objects) {
        return named(objects, Deployment.class, WEB)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    private static <T extends HasMetadata> T named(List<HasMetadata> objects, Class<T> type, String name) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
