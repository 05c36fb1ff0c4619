/// How a line of the log looks in a pod.
@NullMarked
package io.databasesync.log;

import org.jspecify.annotations.NullMarked;
