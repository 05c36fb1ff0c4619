/// The actions of a person in a cluster: start, cancel, approve, repin, list, wait. They return values and print
/// nothing. Every refusal is a `SyncException` whose message ends with what to do.
@NullMarked
package io.databasesync.cluster;

import org.jspecify.annotations.NullMarked;
