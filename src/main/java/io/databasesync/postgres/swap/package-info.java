/// Publishing and rollback: one transaction that moves old tables out and new ones in, without `CASCADE`.
@NullMarked
package io.databasesync.postgres.swap;

import org.jspecify.annotations.NullMarked;
