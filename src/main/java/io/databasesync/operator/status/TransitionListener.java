package io.databasesync.operator.status;

/// Receives every transition of a sync or a run once, after its status is written.
@FunctionalInterface
public interface TransitionListener {
    /// Called on a reconciler's thread, so it must not block. Its exceptions are logged and change nothing.
    void moved(Transition transition);
}
