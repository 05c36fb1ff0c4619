/// Sinks that show the progress of a run: at a terminal, in a log. Sinks only report; none can make a run fail.
@NullMarked
package io.databasesync.progress;

import org.jspecify.annotations.NullMarked;
