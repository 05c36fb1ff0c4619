/// The target: its lease, history and leftovers. Only objects that a run has recorded are dropped, by name.
@NullMarked
package io.databasesync.postgres.target;

import org.jspecify.annotations.NullMarked;
