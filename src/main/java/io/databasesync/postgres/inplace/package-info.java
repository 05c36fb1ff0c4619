@NullMarked
package io.databasesync.postgres.inplace;

import org.jspecify.annotations.NullMarked;
