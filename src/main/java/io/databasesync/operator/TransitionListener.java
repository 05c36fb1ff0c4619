package io.databasesync.operator;

/// Hears of every transition of a sync or a run: once, after its status is written.
@FunctionalInterface
interface TransitionListener {
    /// Called on the thread of a reconciler, so it must not wait. What it throws is logged and changes nothing.
    void moved(Transition transition);
}
