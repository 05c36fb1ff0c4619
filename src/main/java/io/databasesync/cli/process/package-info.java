/// The commands that pods run: operator, worker and web server. They wire a process and end it on a signal.
@NullMarked
package io.databasesync.cli.process;

import org.jspecify.annotations.NullMarked;
