/// Compares content on the servers. Rows stay on their server, except the keys of rows that differ.
@NullMarked
package io.databasesync.postgres.checksum;

import org.jspecify.annotations.NullMarked;
