package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.Identities;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The run of a worker, as the API server has it.
record WorkerRun(KubernetesClient client, String namespace, String name) {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRun.class);
    private static final ResourceDefinitionContext RUNS =
            ResourceDefinitionContext.fromResourceType(DatabaseSyncRun.class);

    private static final Set<Integer> DENIED =
            Set.of(HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN);

    /// With everything that this version does not know, for a strict reader.
    @Nullable
    GenericKubernetesResource read() {
        return client.genericKubernetesResources(RUNS)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// Whether somebody cancelled or deleted it. If the API server does not say, it was not.
    boolean cancelled() {
        try {
            DatabaseSyncRun run = lenient();
            return run == null
                    || run.getMetadata().getDeletionTimestamp() != null
                    || run.getSpec().cancelled();
        } catch (RuntimeException e) {
            if (e instanceof KubernetesClientException answer && DENIED.contains(answer.getCode())) {
                return true; // our rights belong to the run, and went with it
            }
            LOG.warn("cannot ask whether run={} was cancelled; taking it for a drain", this, e);
            return false;
        }
    }

    /// That a run is to stop must not be missed because of a field that we do not know.
    private @Nullable DatabaseSyncRun lenient() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// Its operator may have settled a run that was cancelled before it saw that there is a Job.
    static void refuseOver(GenericKubernetesResource run) {
        if (run.getMetadata().getDeletionTimestamp() != null || Boolean.TRUE.equals(run.get("spec", "cancel"))) {
            throw new SyncException(Reason.Cancelled, "the run was cancelled before this pod began");
        }
        if (run.get("status", "result") != null) {
            throw new SyncException(Reason.RunEnded, "the run has ended already: " + run.get("status", "result"));
        }
    }

    /// One more than the pod before wrote; the worker needs no other right to know.
    static int attempt(GenericKubernetesResource run) {
        Object before = run.get("status", "progress", "attempt");
        return before instanceof Integer attempt ? attempt + 1 : 1;
    }

    /// What an earlier pod of this run has reached: this one is held to it, too, also at a first run.
    static Identities reached(GenericKubernetesResource run) {
        Object before = run.get("status", "progress", "identities");
        return before == null ? Identities.NONE : Identities.of(before);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
