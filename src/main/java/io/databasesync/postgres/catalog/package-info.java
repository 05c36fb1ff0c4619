/// What the catalogs say of tables and of what they need. Nothing here runs a statement that writes.
@NullMarked
package io.databasesync.postgres.catalog;

import org.jspecify.annotations.NullMarked;
