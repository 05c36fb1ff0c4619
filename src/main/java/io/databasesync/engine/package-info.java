/// What a sync does, phase by phase. Knows no Kubernetes, no HTTP and no `java.sql`.
@NullMarked
package io.databasesync.engine;

import org.jspecify.annotations.NullMarked;
