@NullMarked
package io.databasesync.postgres.session;

import org.jspecify.annotations.NullMarked;
