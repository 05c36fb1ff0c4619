/// What a person can have a cluster do: start, cancel, approve, repin, list, wait. Values come back, nothing is
/// printed; every refusal is a `SyncException` that ends with what to do.
@NullMarked
package io.databasesync.cluster;

import org.jspecify.annotations.NullMarked;
