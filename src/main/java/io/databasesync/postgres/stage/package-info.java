/// The stage: new tables under their final names, in their own schemas. A step is recorded in the
/// transaction that does it.
@NullMarked
package io.databasesync.postgres.stage;

import org.jspecify.annotations.NullMarked;
