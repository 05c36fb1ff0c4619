@NullMarked
package io.databasesync.postgres.catalog;

import org.jspecify.annotations.NullMarked;
