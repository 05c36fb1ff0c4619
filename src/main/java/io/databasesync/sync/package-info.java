/// The words everyone shares: what to sync, what was planned, how it ended. Knows no PostgreSQL driver and no
/// Kubernetes.
@NullMarked
package io.databasesync.sync;

import org.jspecify.annotations.NullMarked;
