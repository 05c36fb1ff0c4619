/// The code that all ways share: the run, its lease, its end, retries for locks, and the comparison with the source.
@NullMarked
package io.databasesync.engine.run;

import org.jspecify.annotations.NullMarked;
