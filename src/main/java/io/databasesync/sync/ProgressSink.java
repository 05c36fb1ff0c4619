package io.databasesync.sync;

/// Receives the reports of a run.
public interface ProgressSink {
    /// Ignores all reports.
    ProgressSink NONE = _ -> {};

    /// The newest state of the run, at every phase change and at most every 250 ms in between. Called on a thread of
    /// its own, one report after the other. The run continues while the call blocks, and overtaken reports are
    /// skipped. An exception from it is a bug and ends the run.
    void report(Progress progress);

    /// The databases that the run has reached. Called once the run knows that they are two different ones, before it
    /// writes anything. Unlike `report`, this call may block the run, and its exception ends the run: a run whose
    /// databases have to be pinned does not continue before they are.
    ///
    /// @throws SyncException if the run must not go on
    default void reached(ReachedDatabases databases) {}

    /// The plan of the run, or of a run that is refused, once it is known.
    default void planned(Plan plan) {}
}
