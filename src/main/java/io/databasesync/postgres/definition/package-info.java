/// DDL, drift, formats and checksum expressions: text that is made without a server.
@NullMarked
package io.databasesync.postgres.definition;

import org.jspecify.annotations.NullMarked;
