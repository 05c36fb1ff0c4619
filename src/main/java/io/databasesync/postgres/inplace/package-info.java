/// The transaction that empties and fills tables where they are.
@NullMarked
package io.databasesync.postgres.inplace;

import org.jspecify.annotations.NullMarked;
