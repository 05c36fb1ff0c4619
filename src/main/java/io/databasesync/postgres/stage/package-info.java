/// The tables beside the tables, under their final names. A step is recorded in the transaction that does it.
@NullMarked
package io.databasesync.postgres.stage;

import org.jspecify.annotations.NullMarked;
