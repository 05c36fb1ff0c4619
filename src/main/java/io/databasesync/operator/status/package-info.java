/// Writes statuses, and tells the listeners each transition that was written.
@NullMarked
package io.databasesync.operator.status;

import org.jspecify.annotations.NullMarked;
