/// States of syncs and runs as an operator may find them.
@NullMarked
package io.databasesync.testing.operator;

import org.jspecify.annotations.NullMarked;
