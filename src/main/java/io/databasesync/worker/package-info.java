/// The process in the pod of a run: reads its run, mounted Secrets become a request, progress becomes a status patch.
///
/// It writes `status.progress` and its last words, nothing else in the cluster; the verdict is the operator's.
@NullMarked
package io.databasesync.worker;

import org.jspecify.annotations.NullMarked;
