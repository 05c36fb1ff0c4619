/// Turns a `DatabaseSync` into runs, and a run into the Job whose pod does the work: observe, decide, act.
///
/// The operator keeps nothing in memory: every step follows from what the cluster shows, and may run twice. This
/// package knows neither the engine nor PostgreSQL, and never reads a Secret.
@NullMarked
package io.databasesync.operator;

import org.jspecify.annotations.NullMarked;
