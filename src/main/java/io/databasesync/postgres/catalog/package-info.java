/// What the catalogs say of tables, and the DDL that makes the same again elsewhere. Nothing here runs a statement that
/// writes.
@NullMarked
package io.databasesync.postgres.catalog;

import org.jspecify.annotations.NullMarked;
