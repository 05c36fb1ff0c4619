package io.databasesync.contract;

/// Labels on everything the operator makes, so that `kubectl get pods -l databasesync.io/sync=knowledge-base` works.
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String MANAGED_BY_VALUE = "databasesync";
    public static final String SYNC = "databasesync.io/sync";
    public static final String RUN = "databasesync.io/run";
    /// On the Job and the pods that only make a run's plan: `plan`.
    public static final String STEP = "databasesync.io/step";

    private Labels() {}
}
