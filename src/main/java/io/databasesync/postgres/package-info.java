/// All SQL and all of pgjdbc. `SourceDatabase` has no method that writes; only `TargetDatabase` has.
@NullMarked
package io.databasesync.postgres;

import org.jspecify.annotations.NullMarked;
