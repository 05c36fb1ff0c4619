/// Connections, transactions and errors. Every statement runs in an explicit transaction that sets what it relies on.
@NullMarked
package io.databasesync.postgres.session;

import org.jspecify.annotations.NullMarked;
