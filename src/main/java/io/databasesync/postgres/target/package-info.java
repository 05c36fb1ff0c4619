@NullMarked
package io.databasesync.postgres.target;

import org.jspecify.annotations.NullMarked;
