@NullMarked
package io.databasesync.operator;

import org.jspecify.annotations.NullMarked;
