/// What one `DatabaseSync` and its runs show, and what follows from it: a run that the sync asks for, and its status.
///
/// [SyncState] is what the cluster shows; [DemandArbiter] asks the demands whether a run has to start;
/// [SyncStatusView] is the status. Everything here is computed; nothing is written.
@NullMarked
package io.databasesync.operator.sync;

import org.jspecify.annotations.NullMarked;
