/// Events of the cluster about syncs: what `kubectl describe` and `kubectl events` show.
@NullMarked
package io.databasesync.operator.events;

import org.jspecify.annotations.NullMarked;
