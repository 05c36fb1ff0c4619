@NullMarked
package io.databasesync.postgres.copy;

import org.jspecify.annotations.NullMarked;
