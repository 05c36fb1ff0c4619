/// Who hears of a run: a person at a terminal, a log. Sinks only tell; none can make a run fail.
@NullMarked
package io.databasesync.progress;

import org.jspecify.annotations.NullMarked;
