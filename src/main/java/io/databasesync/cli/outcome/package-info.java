/// The outcome of a run for people and for programs, and its exit code.
@NullMarked
package io.databasesync.cli.outcome;

import org.jspecify.annotations.NullMarked;
