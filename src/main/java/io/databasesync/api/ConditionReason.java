package io.databasesync.api;

/// The reasons of conditions that say how things stand. Why a run failed is a [io.databasesync.sync.Reason], or one of
/// the
/// last five here, where the worker had no say. Public API, never renamed.
public enum ConditionReason {
    /// The last run published what the spec asks for; of a plan: the plan was made.
    Succeeded,
    /// A run is under way.
    InProgress,
    /// No run has ended yet.
    NeverRun,
    /// `spec.suspend` is set.
    Suspended,
    /// `spec.deadline` passed before the run had ended.
    DeadlineExceeded,
    /// The container was killed because it used more memory than its limit.
    OutOfMemory,
    /// The last attempt ended without saying why.
    WorkerCrashed,
    /// A guard or check refused the run, and the worker did not get to say which.
    Refused,
    /// Somebody deleted the Job before the run had ended.
    JobDeleted
}
