/// Adds up the work of a run's threads and reports it. The percentage never decreases within an attempt.
@NullMarked
package io.databasesync.engine.progress;

import org.jspecify.annotations.NullMarked;
