/// The database that is replaced: its lease, history and leftovers. Only what a run has recorded is dropped, by name.
@NullMarked
package io.databasesync.postgres.target;

import org.jspecify.annotations.NullMarked;
