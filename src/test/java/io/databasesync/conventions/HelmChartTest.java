package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.databasesync.contract.Kubernetes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the chart installs, rendered by Helm itself, in process.
class HelmChartTest {
    private static final Path CHART = Path.of("helm/databasesync");

    @Test
    void helmHasNothingToComplainOf() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void theOperatorMayDoWhatItDoesAndNothingElse() {
        assertThat(rights(render(chart())))
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("databasesync.io/databasesyncs", verbs("get", "list", "watch")),
                        Map.entry("databasesync.io/databasesyncs/status", verbs("patch")),
                        Map.entry("databasesync.io/databasesyncs/finalizers", verbs("update")),
                        Map.entry(
                                "databasesync.io/databasesyncruns",
                                verbs("get", "list", "watch", "create", "patch", "delete")),
                        Map.entry("databasesync.io/databasesyncruns/status", verbs("patch")),
                        Map.entry("databasesync.io/databasesyncruns/finalizers", verbs("update")),
                        Map.entry("batch/jobs", verbs("get", "list", "watch", "create", "delete")),
                        Map.entry("/serviceaccounts", verbs("get", "create", "delete")),
                        Map.entry("rbac.authorization.k8s.io/roles", verbs("get", "create", "delete")),
                        Map.entry("rbac.authorization.k8s.io/rolebindings", verbs("get", "create", "delete")),
                        Map.entry("/events", verbs("list")),
                        Map.entry("/namespaces", verbs("get")),
                        Map.entry("/pods", verbs("get", "list", "watch")),
                        Map.entry("events.k8s.io/events", verbs("create")))));
    }

    @Test
    void noRightReachesSecretsOrRunningPodsAndNoneIsAWildcard() {
        assertThat(rights(render(chart()))).allSatisfy((resource, verbs) -> {
            assertThat(resource).doesNotContain("secrets", "pods/exec", "webhook", "*");
            assertThat(verbs).doesNotContain("*", "escalate", "bind", "impersonate");
        });
    }

    @Test
    void theBindingTiesTheRoleToTheDeploymentsAccount() {
        List<HasMetadata> objects = render(chart());
        ClusterRoleBinding binding = only(objects, ClusterRoleBinding.class);
        String account = only(objects, ServiceAccount.class).getMetadata().getName();
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(only(objects, ClusterRole.class).getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
            assertThat(subject.getName()).isEqualTo(account);
            assertThat(subject.getNamespace()).isEqualTo("databases");
        });
        assertThat(podSpec(objects).getServiceAccountName()).isEqualTo(account);
    }

    @Test
    void thePodMeetsTheRestrictedStandard() {
        PodSpec pod = podSpec(render(chart()));
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(operator(pod).getSecurityContext()).satisfies(context -> {
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        });
    }

    @Test
    void workersRunTheOperatorsOwnImage() {
        Container operator = operator(podSpec(render(
                chart().set("image.repository", "example.com/databasesync").set("image.tag", "1.2.3"))));
        assertThat(operator.getImage()).isEqualTo("example.com/databasesync:1.2.3");
        assertThat(operator.getArgs()).containsExactly("operator");
        assertThat(operator.getEnv()).anySatisfy(variable -> {
            assertThat(variable.getName()).isEqualTo("DBSYNC_IMAGE");
            assertThat(variable.getValue()).isEqualTo("example.com/databasesync:1.2.3");
        });
    }

    @Test
    void theProbesAskThePortThatTheOperatorServes() {
        Container operator = operator(podSpec(render(chart())));
        assertThat(operator.getEnv()).anySatisfy(variable -> {
            assertThat(variable.getName()).isEqualTo("DBSYNC_HTTP_PORT");
            assertThat(variable.getValue())
                    .isEqualTo(operator.getPorts().getFirst().getContainerPort().toString());
        });
        assertThat(operator.getStartupProbe().getHttpGet().getPath()).isEqualTo("/startup");
        assertThat(operator.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ready");
        assertThat(operator.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/live");
    }

    @Test
    void monitorAndAlertsAreThereIfTheyAreAskedFor() {
        assertThat(render(chart())).extracting(HasMetadata::getKind).doesNotContain("ServiceMonitor", "PrometheusRule");
        String rendered = chart().set("metrics.serviceMonitor.enabled", "true")
                .set("metrics.prometheusRule.enabled", "true")
                .set("metrics.prometheusRule.labels.release", "prometheus")
                .call();
        assertThat(rendered)
                .contains("kind: ServiceMonitor", "path: /metrics", "kind: PrometheusRule", "release: prometheus")
                .contains("sync {{ $labels.sync_namespace }}/{{ $labels.sync_name }} needs a person");
    }

    /// An alert on a metric that nobody writes would never fire.
    @Test
    void theAlertsAskForMetricsThatExist() throws IOException {
        String rules = Files.readString(CHART.resolve("templates/prometheusrule.yaml"));
        String metrics = Files.readString(Path.of("docs/watching.md"));
        assertThat(Pattern.compile("dbsync_[a-z_]+").matcher(rules).results().map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(metrics).contains("`" + metric + "`"));
    }

    @Test
    void aMistypedValueIsRefused() {
        assertThatThrownBy(() -> render(chart().set("image.pullPolicy", "Sometimes")))
                .hasMessageContaining("pullPolicy");
        assertThatThrownBy(() -> render(chart().set("imgae.tag", "1"))).hasMessageContaining("imgae");
    }

    @Test
    void theChartBringsTheCrdsAsTheyWereGenerated() throws IOException {
        assertThat(contents(CHART.resolve("crds"))).isNotEmpty().isEqualTo(contents(Path.of("crds")));
    }

    @Test
    void theChartHasTheVersionThatWasBuilt() throws IOException {
        String version = System.getProperty("project.version");
        assertThat(Files.readString(CHART.resolve("Chart.yaml")))
                .contains("version: " + version + "\n", "appVersion: \"" + version + "\"");
    }

    private static TemplateCommand chart() {
        return new Helm(CHART)
                .template()
                .withName("dbsync")
                .withNamespace("databases")
                .withKubeVersion("1.34.0");
    }

    private static List<HasMetadata> render(TemplateCommand command) {
        InputStream rendered = new ByteArrayInputStream(command.call().getBytes(StandardCharsets.UTF_8));
        try (KubernetesClient client = Kubernetes.client(Config.empty())) {
            return client.load(rendered).items();
        }
    }

    private static Map<String, Collection<String>> rights(List<HasMetadata> objects) {
        Map<String, Collection<String>> rights = new TreeMap<>();
        for (PolicyRule rule : only(objects, ClusterRole.class).getRules()) {
            for (String group : rule.getApiGroups()) {
                rule.getResources()
                        .forEach(resource -> rights.computeIfAbsent(group + "/" + resource, _ -> new TreeSet<>())
                                .addAll(rule.getVerbs()));
            }
        }
        return rights;
    }

    private static Collection<String> verbs(String... verbs) {
        return new TreeSet<>(List.of(verbs));
    }

    private static PodSpec podSpec(List<HasMetadata> objects) {
        return only(objects, Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Container operator(PodSpec pod) {
        assertThat(pod.getContainers()).hasSize(1);
        return pod.getContainers().getFirst();
    }

    private static <T extends HasMetadata> T only(List<HasMetadata> objects, Class<T> type) {
        List<T> found =
                objects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as(type.getSimpleName()).hasSize(1);
        return found.getFirst();
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.collect(Collectors.toMap(f -> f.getFileName().toString(), HelmChartTest::content));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
