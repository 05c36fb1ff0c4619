package io.databasesync.contract;

import java.nio.file.Path;

/// Where the operator mounts the worker's files, and how they are named.
public final class WorkerFiles {
    /// The Secrets of `spec.local`.
    public static final Path LOCAL = Path.of("/etc/databasesync/local");
    /// The Secrets of `spec.remote`.
    public static final Path REMOTE = Path.of("/etc/databasesync/remote");
    /// In each of them, from a `credentialsSecret`.
    public static final String USERNAME = "username";
    /// In each of them, from a `credentialsSecret`.
    public static final String PASSWORD = "password";
    /// In each of them, from a `uriSecret`.
    public static final String URI = "uri";
    /// In each of them, from a `caSecret`.
    public static final String CA_CERTIFICATE = "ca.crt";
    /// Where the worker writes its [TerminationMessage].
    public static final Path TERMINATION_LOG = Path.of("/dev/termination-log");
    /// The owner of `status.progress` in server-side apply.
    public static final String FIELD_MANAGER = "dbsync-worker";
    /// The owner of `status.progress.plan` of a run that goes on after its plan.
    public static final String PLAN_FIELD_MANAGER = "dbsync-worker-plan";

    private WorkerFiles() {}
}
