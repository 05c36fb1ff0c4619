/// The program `dbsync`: it parses, wires with plain constructors, prints and exits.
///
/// Only this package and those below it exit the process, with one exception: the operator exits when it no longer
/// receives changes of the cluster. The kubelet then starts it again.
@NullMarked
package io.databasesync.cli;

import org.jspecify.annotations.NullMarked;
