@NullMarked
package io.databasesync.engine.inplace;

import org.jspecify.annotations.NullMarked;
