/// Real PostgreSQL servers and databases for tests, and what can be asked of them.
@NullMarked
package io.databasesync.testing.postgres;

import org.jspecify.annotations.NullMarked;
