@NullMarked
package io.databasesync.engine.swap;

import org.jspecify.annotations.NullMarked;
