@NullMarked
package io.databasesync.postgres.swap;

import org.jspecify.annotations.NullMarked;
