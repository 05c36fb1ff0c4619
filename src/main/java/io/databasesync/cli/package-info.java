/// The program `dbsync`: parses, wires with plain constructors, prints and exits.
///
/// Only here does anything exit, with one exception: the operator does when it no longer hears of changes in the
/// cluster, so that the kubelet starts another one.
@NullMarked
package io.databasesync.cli;

import org.jspecify.annotations.NullMarked;
