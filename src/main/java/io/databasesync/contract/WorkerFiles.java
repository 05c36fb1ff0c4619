package io.databasesync.contract;

import java.nio.file.Path;

/// Where the operator mounts what a worker needs, and what the worker finds there.
public final class WorkerFiles {
    /// The Secrets of `spec.local`.
    public static final Path LOCAL = Path.of("/etc/databasesync/local");
    /// The Secrets of `spec.remote`.
    public static final Path REMOTE = Path.of("/etc/databasesync/remote");
    /// In each of them, of a `credentialsSecret`.
    public static final String USERNAME = "username";
    /// In each of them, of a `credentialsSecret`.
    public static final String PASSWORD = "password";
    /// In each of them, of a `uriSecret`.
    public static final String URI = "uri";
    /// In each of them, of a `caSecret`.
    public static final String CA_CERTIFICATE = "ca.crt";
    /// Where the worker leaves its [TerminationMessage].
    public static final Path TERMINATION_LOG = Path.of("/dev/termination-log");
    /// Who owns `status.progress`, in server-side apply.
    public static final String FIELD_MANAGER = "dbsync-worker";
    /// Who owns `status.progress.plan` of a run that goes on after its plan.
    public static final String PLAN_FIELD_MANAGER = "dbsync-worker-plan";

    private WorkerFiles() {}
}
