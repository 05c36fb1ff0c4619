package io.databasesync.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes the client of operator, worker and CLI.
///
/// An object of a newer release may hold an enum constant that this release does not know, or a value of another type.
/// As an error, one such object would stop the informer, and with it every sync of the cluster. The value is therefore
/// read as null, and code that acts on a spec reads it strictly first.
public final class Kubernetes {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private Kubernetes() {}

    /// The client for the cluster that kubeconfig or the pod's service account names.
    public static KubernetesClient client() {
        return client(Config.autoConfigure(null));
    }

    /// The client of a command, for a context of the kubeconfig. It watches nothing.
    ///
    /// @param context null for the current one
    /// @throws SyncException `InvalidSpec` if the kubeconfig has no such context, or a mistake in it;
    /// `ClusterUnreachable` if there is no kubeconfig
    public static KubernetesClient client(@Nullable String context) {
        List<Path> files =
                Config.getKubeconfigFilenames().stream().map(Path::of).toList();
        Kubeconfig kubeconfig = Kubeconfig.read(files);
        if (!kubeconfig.isEmpty()) {
            kubeconfig.check(context);
        }
        Config config = Config.autoConfigure(context);
        if (kubeconfig.isEmpty()) {
            refuseNoCluster(config, files);
        }
        return withoutWatch(config);
    }

    // Without one, the client would ask an address that exists in pods only, for half a minute.
    private static void refuseNoCluster(Config config, List<Path> files) {
        if (config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL)) {
            throw SyncException.of(
                    Reason.ClusterUnreachable,
                    "kubeconfig",
                    "no kubeconfig names a cluster: "
                            + files.stream()
                                    .map(file -> file + (Files.exists(file) ? " has no contexts" : " does not exist"))
                                    .collect(Collectors.joining(", ")),
                    Fix.advice("set KUBECONFIG, or write ~/.kube/config"));
        }
    }

    public static KubernetesClient client(Config config) {
        return client(config, new Interceptor() {});
    }

    /// A client that watches nothing, and therefore starts sooner.
    public static KubernetesClient withoutWatch(Config config) {
        return client(config, new Interceptor() {}, serialization(false));
    }

    /// A client that watches these kinds only. It loads the classes of no others, which are some thousand.
    public static KubernetesClient watching(Config config, List<Class<? extends KubernetesResource>> kinds) {
        KubernetesSerialization serialization = serialization(false);
        kinds.forEach(serialization::registerKubernetesResource);
        serialization.registerKubernetesResource(Status.class); // the end of a watch
        return client(config, new Interceptor() {}, serialization);
    }

    /// The same as [#client(Config)], with somebody who sees every request and answer.
    public static KubernetesClient client(Config config, Interceptor observer) {
        return client(config, observer, serialization());
    }

    private static KubernetesClient client(Config config, Interceptor observer, KubernetesSerialization serialization) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("observer", observer))
                .withHttpClientFactory(new JdkTransport()) // tests have another factory on their class path
                .withKubernetesSerialization(serialization)
                .build();
    }

    /// Changes only the fields of a run that the patch names. Refused with a conflict if the patch names an old uid
    /// or resourceVersion of the run.
    public static DatabaseSyncRun patch(KubernetesClient client, DatabaseSyncRun run, Map<String, Object> patch) {
        return patch(
                client,
                client.resources(DatabaseSyncRun.class)
                        .inNamespace(run.getMetadata().getNamespace())
                        .withName(run.getMetadata().getName()),
                patch);
    }

    /// The same for any object.
    public static <T> T patch(KubernetesClient client, Resource<T> object, Map<String, Object> patch) {
        return object.patch(MERGE, client.getKubernetesSerialization().asJson(patch));
    }

    public static KubernetesSerialization serialization() {
        return serialization(true);
    }

    /// @param everyKind whether to load the classes of all kinds of Kubernetes, which takes a second. A client that
    /// asks for objects by their class needs none of them; a watch does.
    private static KubernetesSerialization serialization(boolean everyKind) {
        ObjectMapper mapper = new ObjectMapper();
        mapper.enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
        mapper.addHandler(new UnknownAsNull());
        return new KubernetesSerialization(mapper, everyKind);
    }
}
