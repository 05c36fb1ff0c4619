package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.contract.Labels;
import io.databasesync.operator.sync.SyncState;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// A sync whose runs nobody has ever deleted, with one under way.
final class KeptRuns {
    private final AtomicLong reads = new AtomicLong();
    private final List<DatabaseSyncRun> runs = new ArrayList<>();

    /// @param ended how many have ended
    KeptRuns(int ended) {
        for (int i = 0; i < ended; i++) {
            runs.add(counted(FoundSync.run("run-" + i, Specs.spec(), RunResult.Succeeded, i), i));
        }
        DatabaseSyncRun active = FoundSync.run("run-" + ended, Specs.spec(), null, ended);
        active.setStatus(Objects.requireNonNull(active.getStatus())
                .withPlan(Specs.plan("it is slow"))
                .withProgress(progress()));
        runs.add(counted(active, ended));
    }

    /// The sync's state, looked at anew.
    SyncState state() {
        return FoundSync.state(Specs.spec(), runs.toArray(DatabaseSyncRun[]::new));
    }

    List<DatabaseSyncRun> all() {
        return runs;
    }

    DatabaseSyncRun active() {
        return runs.getLast();
    }

    /// How often anything in the metadata of any of these runs was read.
    long reads() {
        return reads.get();
    }

    private DatabaseSyncRun counted(DatabaseSyncRun run, int number) {
        ObjectMeta metadata = new CountedMetadata(reads);
        metadata.setNamespace("knowledge");
        metadata.setName(run.getMetadata().getName());
        metadata.setUid("uid-" + number);
        metadata.setCreationTimestamp(run.getMetadata().getCreationTimestamp());
        metadata.setOwnerReferences(run.getMetadata().getOwnerReferences());
        metadata.setLabels(Map.of(Labels.SYNC, "knowledge-base"));
        metadata.setAnnotations(Map.of(Annotations.REPINS, "0"));
        run.setMetadata(metadata);
        return run;
    }

    private static ProgressStatus progress() {
        Identity database = new Identity("7312", 16384, "app");
        return ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(Phase.Copying)
                .percent(47)
                .tables(ProgressStatus.Count.of(8, 17))
                .rows(ProgressStatus.Count.of(50_000, 218_714))
                .bytes(ProgressStatus.Bytes.of(1_000_000, 5_000_000, 41_000_000))
                .indexes(ProgressStatus.Count.of(0, 21))
                .current(List.of("public.pages"))
                .eta(FoundSync.NOW)
                .heartbeat(FoundSync.NOW)
                .message("Copying public.pages: 50,000 of 218,714 rows")
                .identities(new Identities(database, database))
                .build();
    }

    private static final class CountedMetadata extends ObjectMeta {
        private static final long serialVersionUID = 1L;
        private final transient AtomicLong reads;

        CountedMetadata(AtomicLong reads) {
            this.reads = reads;
        }

        @Override
        public String getName() {
            reads.incrementAndGet();
            return super.getName();
        }

        @Override
        public String getUid() {
            reads.incrementAndGet();
            return super.getUid();
        }

        @Override
        public String getCreationTimestamp() {
            reads.incrementAndGet();
            return super.getCreationTimestamp();
        }

        @Override
        public List<OwnerReference> getOwnerReferences() {
            reads.incrementAndGet();
            return super.getOwnerReferences();
        }

        @Override
        public Map<String, String> getAnnotations() {
            reads.incrementAndGet();
            return super.getAnnotations();
        }
    }
}
