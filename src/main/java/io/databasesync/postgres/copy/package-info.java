/// The source, its snapshot, and `COPY` from it. Nothing here can write to the source.
@NullMarked
package io.databasesync.postgres.copy;

import org.jspecify.annotations.NullMarked;
