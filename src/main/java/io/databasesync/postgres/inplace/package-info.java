/// The transaction that empties and fills tables in place.
@NullMarked
package io.databasesync.postgres.inplace;

import org.jspecify.annotations.NullMarked;
