package io.databasesync.testing.engine;

import io.databasesync.engine.SyncEngine;
import io.databasesync.postgres.target.Lease;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.uri.ConnectionUri;
import io.databasesync.testing.postgres.TestDatabase;

/// A process that syncs and dies in the middle, as on a node that loses power.
public final class KilledSync {
    public static final int KILLED = 9;

    private KilledSync() {}

    public static void main(String[] args) {
        Phase last = Phase.valueOf(args[3]);
        ProgressSink dying = progress -> {
            if (progress.phase() == last) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
        Mode mode = Mode.valueOf(args[4]);
        new SyncEngine().run(request(args[0], args[1], args[2], mode), dying, new Cancellation());
        System.exit(1);
    }

    public static SyncRequest request(String runId, String source, String target, Mode mode) {
        return request(runId, source, target, mode, Parallelism.DEFAULT);
    }

    public static SyncRequest request(String runId, String source, String target, Mode mode, Parallelism parallelism) {
        return SyncRequest.of(
                        Direction.RemoteToLocal,
                        ConnectionUri.parse(source, "the test's source"),
                        ConnectionUri.parse(target, "the test's target"))
                .runId(runId)
                .operation(Operation.Sync)
                .mode(mode)
                .parallelism(parallelism)
                .requestedBy("a test")
                .build();
    }

    /// Makes the lease that a killed run has left as old as one that expires.
    public static void expireLease(TestDatabase target) {
        target.execute("update databasesync.lease set heartbeat_at = heartbeat_at - interval '%d seconds'"
                .formatted(Lease.EXPIRY.toSeconds()));
    }

    /// Runs the sync in a JVM of its own.
    ///
    /// @return the exit code of the process
    public static int run(String runId, String source, String target, Mode mode, Phase last) {
        try {
            return ChildJvm.start(KilledSync.class, runId, source, target, last.name(), mode.name())
                    .waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
