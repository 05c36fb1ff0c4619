/// The program `dbsync`: parses, wires with plain constructors, prints and exits. Only here does anything exit.
@NullMarked
package io.databasesync.cli;

import org.jspecify.annotations.NullMarked;
