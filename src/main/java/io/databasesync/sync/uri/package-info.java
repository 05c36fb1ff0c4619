/// libpq's connection URIs.
@NullMarked
package io.databasesync.sync.uri;

import org.jspecify.annotations.NullMarked;
