package io.databasesync.sync;

/// Who hears of a run.
public interface ProgressSink {
    /// Hears nothing.
    ProgressSink NONE = _ -> {};

    /// The newest state of the run, at every phase change and at most every 250 ms in between. Called on a thread
    /// of its own, one report after the other: the run goes on while it blocks, and reports that were overtaken are
    /// left out. What it throws is a bug and ends the run.
    void report(Progress progress);

    /// Which databases the run has reached, once both are known not to be one, and before anything is
    /// written. Other than `report` it may take its time, and what it throws ends the run: a run whose
    /// databases have to be held on to does not go on before they are.
    ///
    /// @throws SyncException if the run must not go on
    default void reached(ReachedDatabases databases) {}

    /// What the run is going to do, or is refused for, once it is known.
    default void planned(Plan plan) {}
}
