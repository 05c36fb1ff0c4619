@NullMarked
package io.databasesync.postgres.stage;

import org.jspecify.annotations.NullMarked;
