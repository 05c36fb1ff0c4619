/// Real PostgreSQL servers and databases for tests, and queries on them.
@NullMarked
package io.databasesync.testing.postgres;

import org.jspecify.annotations.NullMarked;
