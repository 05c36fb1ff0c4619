@NullMarked
package io.databasesync.postgres;

import org.jspecify.annotations.NullMarked;
