/// The phases of a sync. The engine does not use Kubernetes, HTTP or `java.sql`.
@NullMarked
package io.databasesync.engine;

import org.jspecify.annotations.NullMarked;
