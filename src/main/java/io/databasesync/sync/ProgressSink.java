package io.databasesync.sync;

/// Who hears of a run. Called from several threads; must return at once and never throw.
public interface ProgressSink {
    /// Hears nothing.
    ProgressSink NONE = _ -> {};

    /// The newest state of the run, at every phase change and at most every 250 ms in between.
    void report(Progress progress);

    /// Which databases the run has reached, once both are known not to be one, and before anything is
    /// written. Other than `report` it may take its time, and what it throws ends the run: a run whose
    /// databases have to be held on to does not go on before they are.
    ///
    /// @throws SyncException if the run must not go on
    default void reached(ReachedDatabases databases) {}

    /// What the run is going to do, or is refused for, once it is known.
    default void planned(SyncPlan plan) {}
}
