/// Replaces the rows of tables in place, in one transaction. Nothing is visible before its one commit.
@NullMarked
package io.databasesync.engine.inplace;

import org.jspecify.annotations.NullMarked;
