/// The metrics of the operator: of each sync, of the reconcilers, of the client and of the JVM.
///
/// Everything that a status holds is computed when it is asked for, so it is right at once after a restart, and it is
/// gone when the sync is gone.
@NullMarked
package io.databasesync.operator.metrics;

import org.jspecify.annotations.NullMarked;
