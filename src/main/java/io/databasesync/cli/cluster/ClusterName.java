package io.databasesync.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The choice between a sync on a cluster and the databases of this terminal. A name means the cluster.
public class ClusterName {
    private static final Set<String> OF_CLUSTER = Set.of("--namespace", "--context", "--no-wait");
    private static final Set<String> OF_BOTH = Set.of("--skip-confirm", "--output", "--help", "--version");

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A DatabaseSync of the cluster. Without it, the databases are those of this terminal.")
    private @Nullable String name;

    @Mixin
    private final ClusterOptions options = new ClusterOptions();

    /// Whether the person named a sync on a cluster.
    ///
    /// @throws ParameterException if options belong to the other choice
    public boolean named() {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets the spec before it calls a command");
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            String typed = option.longestName();
            boolean ofCluster = OF_CLUSTER.contains(typed);
            if (name == null && ofCluster) {
                throw new ParameterException(
                        command.commandLine(),
                        "%s is for a DatabaseSync of a cluster; add its name, or leave %s out".formatted(typed, typed));
            }
            if (name != null && !ofCluster && !OF_BOTH.contains(typed)) {
                throw new ParameterException(
                        command.commandLine(),
                        "%s is for the databases of this terminal, and %s names a DatabaseSync of a cluster; leave one of the two out"
                                .formatted(typed, name));
            }
        }
        return name != null;
    }

    /// The name of the sync.
    public String sync() {
        return Objects.requireNonNull(name, "only a named sync is on a cluster");
    }

    ClusterOptions options() {
        return options;
    }

    /// The caller closes it.
    public KubernetesClient client(ClusterClients clients) {
        return options.client(clients);
    }

    public String namespace(KubernetesClient client) {
        return options.namespace(client);
    }
}
