/// The commands that work on the databases of this terminal: they run the engine in this process.
@NullMarked
package io.databasesync.cli.engine;

import org.jspecify.annotations.NullMarked;
