@NullMarked
package io.databasesync.engine.progress;

import org.jspecify.annotations.NullMarked;
