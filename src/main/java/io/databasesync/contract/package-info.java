/// The contract between operator and worker: labels, annotations, mounted files, the termination message, and the
/// plan in a status. It decides nothing.
@NullMarked
package io.databasesync.contract;

import org.jspecify.annotations.NullMarked;
