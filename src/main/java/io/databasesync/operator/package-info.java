/// Observe, decide, act: turns a `DatabaseSync` into runs, and a run into the Job whose pod does the work.
///
/// Nothing is kept in memory: every step follows from what the cluster shows, and may run twice. Knows neither the
/// engine
/// nor PostgreSQL, and never reads a Secret.
@NullMarked
package io.databasesync.operator;

import org.jspecify.annotations.NullMarked;
