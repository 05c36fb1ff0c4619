/// What operator and worker tell each other: labels, annotations, mounted files, the termination message, and the plan
/// as a status holds it. Decides nothing.
@NullMarked
package io.databasesync.contract;

import org.jspecify.annotations.NullMarked;
