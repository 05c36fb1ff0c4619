/// Threads that stand or fall together, beats, and how work is cut. An error in any thread ends the run.
@NullMarked
package io.databasesync.engine.work;

import org.jspecify.annotations.NullMarked;
