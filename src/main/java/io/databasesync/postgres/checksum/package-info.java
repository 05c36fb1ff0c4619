@NullMarked
package io.databasesync.postgres.checksum;

import org.jspecify.annotations.NullMarked;
