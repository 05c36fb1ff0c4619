/// The progress of a run at a terminal, redrawn in place.
@NullMarked
package io.databasesync.cli.live;

import org.jspecify.annotations.NullMarked;
