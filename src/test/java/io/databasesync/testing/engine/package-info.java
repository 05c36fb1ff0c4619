/// Runs of the engine between real databases, as tests describe, interrupt and check them.
@NullMarked
package io.databasesync.testing.engine;

import org.jspecify.annotations.NullMarked;
