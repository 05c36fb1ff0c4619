/// Compares content on the servers. No row leaves its server, except the keys of rows that differ.
@NullMarked
package io.databasesync.postgres.checksum;

import org.jspecify.annotations.NullMarked;
