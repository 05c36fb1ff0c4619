/// What only a real API server can show.
@NullMarked
package io.databasesync.cluster;

import org.jspecify.annotations.NullMarked;
