/// Groups of threads, heartbeats, and the division of work. An error in any thread ends the run.
@NullMarked
package io.databasesync.engine.work;

import org.jspecify.annotations.NullMarked;
