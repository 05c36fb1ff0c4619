/// How the log is set up, and how its lines look.
@NullMarked
package io.databasesync.log;

import org.jspecify.annotations.NullMarked;
