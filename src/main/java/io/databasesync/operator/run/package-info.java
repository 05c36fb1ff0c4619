/// What one `DatabaseSyncRun` shows, and what follows from it: accept, start, wait, follow, stop or settle.
///
/// Everything here is computed from what the cluster shows; nothing is written.
@NullMarked
package io.databasesync.operator.run;

import org.jspecify.annotations.NullMarked;
