@NullMarked
package io.databasesync.engine.work;

import org.jspecify.annotations.NullMarked;
