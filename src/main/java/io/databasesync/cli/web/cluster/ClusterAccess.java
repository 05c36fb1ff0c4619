package io.databasesync.cli.web.cluster;

import io.databasesync.sync.Sha256;
import io.databasesync.web.api.Access;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.Session.Mode;
import io.fabric8.kubernetes.client.KubernetesClient;

/// The way in of a cluster: each request carries the token of its caller, and the cluster decides.
public final class ClusterAccess implements Access {
    private final Callers callers;
    private final String version;
    private final Rights rights = new Rights();
    private final Names names = new Names();

    /// @param version of databasesync
    public ClusterAccess(Callers callers, String version) {
        this.callers = callers;
        this.version = version;
    }

    @Override
    public Caller caller(String token) {
        String id = Sha256.hex(token);
        return new ClusterCaller(new Who(id, Mode.Token, version), callers.with(token), rights, names);
    }

    @Override
    public Session.Token exchange(String code) {
        throw Refusal.of(404, "this server has no codes; send a token of the cluster");
    }

    @Override
    public void forget(String token) {
        rights.forget(Sha256.hex(token));
        names.forget(Sha256.hex(token));
    }

    /// The person of a laptop, with the rights of the kubeconfig.
    public static Caller ofKubeconfig(KubernetesClient client, String version) {
        return new ClusterCaller(new Who("kubeconfig", Mode.Kubeconfig, version), client, new Rights(), new Names());
    }

    /// @param id says nothing about the token
    record Who(String id, Mode mode, String version) {}
}
