/// Runs of the engine between real databases, with tools to describe, interrupt and check them.
@NullMarked
package io.databasesync.testing.engine;

import org.jspecify.annotations.NullMarked;
