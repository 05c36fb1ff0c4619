/// Descriptions of tables, and of the objects they need, from the catalogs. Nothing here runs a
/// statement that writes.
@NullMarked
package io.databasesync.postgres.catalog;

import org.jspecify.annotations.NullMarked;
