@NullMarked
package io.databasesync.postgres.definition;

import org.jspecify.annotations.NullMarked;
