package io.databasesync.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Sha256;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Starts runs for clicks: two clicks of one person, or of two persons, make one run.
///
/// Every method throws a `SyncException` as [Runs] does.
public final class Starts {
    private static final int SUFFIX = 8; // as long as the suffixes of other runs

    private final KubernetesClient client;
    private final String namespace;
    private final Runs runs;

    public Starts(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.runs = new Runs(client, namespace);
    }

    /// A run that somebody wants.
    ///
    /// @param requestedBy the person who asks
    /// @param reason why; null if the person gave no reason
    /// @param approvedPlan the hash of the plan that the run has to carry out; null for any plan
    /// @param key a digest of the click; null if the same request again may make another run
    public record Wanted(
            String sync,
            Operation operation,
            String requestedBy,
            @Nullable String reason,
            @Nullable String approvedPlan,
            @Nullable String key) {}

    /// What became of it.
    public sealed interface Begun {
        DatabaseSyncRun run();

        record Created(DatabaseSyncRun run) implements Begun {}

        /// The same click has made this run before.
        record Known(DatabaseSyncRun run) implements Begun {}

        /// The same click has made this run before, from another request.
        record Other(DatabaseSyncRun run) implements Begun {}

        /// Somebody else's run is under way.
        record Busy(DatabaseSyncRun run) implements Begun {}
    }

    public Begun start(Wanted wanted) {
        DatabaseSync sync = new Syncs(client, namespace).get(wanted.sync());
        List<DatabaseSyncRun> all = runs.list(wanted.sync());
        Optional<Begun> answered = all.stream()
                .filter(run -> wanted.key() != null && wanted.key().equals(key(run)))
                .findFirst()
                .map(run -> same(run, wanted));
        return answered.or(() -> all.stream()
                        .filter(run -> inTheWay(run, wanted))
                        .findFirst()
                        .map(Begun.Busy::new))
                .orElseGet(() -> create(sync, all, wanted));
    }

    private Begun create(DatabaseSync sync, List<DatabaseSyncRun> all, Wanted wanted) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name(sync, all, wanted))
                .withAnnotations(wanted.key() == null ? Map.of() : Map.of(Annotations.CLICK, wanted.key()))
                .build());
        run.setSpec(DatabaseSyncRunSpec.of(wanted.sync(), wanted.operation())
                .withRequestedBy(wanted.requestedBy())
                .withReason(wanted.reason())
                .withApprovedPlan(wanted.approvedPlan()));
        ClusterFailure failure = new ClusterFailure("create", "databasesyncruns", namespace);
        try {
            return new Begun.Created(client.resource(run).create());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure.of(e);
            }
            DatabaseSyncRun first = runs.get(run.getMetadata().getName());
            return wanted.key() != null && wanted.key().equals(key(first))
                    ? same(first, wanted)
                    : new Begun.Busy(first);
        }
    }

    /// The same for everybody who has seen the same newest run: the API server then creates one of them.
    private static String name(DatabaseSync sync, List<DatabaseSyncRun> all, Wanted wanted) {
        String newest = all.isEmpty() ? "" : all.getFirst().getMetadata().getUid();
        String seen = sync.getMetadata().getUid() + "/" + wanted.operation() + "/" + newest;
        return sync.getMetadata().getName() + "-" + Sha256.hex(seen).substring(0, SUFFIX);
    }

    private static Begun same(DatabaseSyncRun run, Wanted wanted) {
        boolean equal = run.getSpec().operation() == wanted.operation()
                && Objects.equals(run.getSpec().reason(), wanted.reason())
                && Objects.equals(run.getSpec().approvedPlan(), wanted.approvedPlan());
        return equal ? new Begun.Known(run) : new Begun.Other(run);
    }

    private static boolean inTheWay(DatabaseSyncRun run, Wanted wanted) {
        boolean ended = run.settled();
        return !ended
                && (run.getSpec().operation() == wanted.operation()
                        || (writes(run.getSpec().operation()) && writes(wanted.operation())));
    }

    private static boolean writes(@Nullable Operation operation) {
        return operation == Operation.Sync || operation == Operation.Rollback;
    }

    private static @Nullable String key(DatabaseSyncRun run) {
        Map<String, String> annotations = run.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Annotations.CLICK);
    }
}
