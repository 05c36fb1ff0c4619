/// The shared vocabulary: what to sync, what was planned, how it ended. Depends neither on the PostgreSQL driver nor
/// on Kubernetes.
@NullMarked
package io.databasesync.sync;

import org.jspecify.annotations.NullMarked;
