package io.databasesync.operator;

/// Receives every transition of a sync or a run once, after its status is written.
@FunctionalInterface
interface TransitionListener {
    /// Called on a reconciler's thread, so it must not block. Its exceptions are logged and change nothing.
    void moved(Transition transition);
}
