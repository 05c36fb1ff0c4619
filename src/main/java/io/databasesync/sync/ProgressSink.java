package io.databasesync.sync;

/// Who hears of a run. Called from several threads; must return at once and never throw.
public interface ProgressSink {
    /// Hears nothing.
    ProgressSink NONE = _ -> {};

    /// The newest state of the run, at every phase change and at most every 250 ms in between.
    void report(Progress progress);
}
