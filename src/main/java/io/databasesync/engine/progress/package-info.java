/// Adds up what the threads of a run have done, and tells it. The percentage never goes back within an attempt.
@NullMarked
package io.databasesync.engine.progress;

import org.jspecify.annotations.NullMarked;
