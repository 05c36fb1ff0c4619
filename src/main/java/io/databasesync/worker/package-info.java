/// The process in the pod of a run: it turns the run and the mounted Secrets into a request, and progress into
/// patches of the status.
///
/// In the cluster it writes only `status.progress`, and leaves a termination message. The operator decides how
/// the run ended.
@NullMarked
package io.databasesync.worker;

import org.jspecify.annotations.NullMarked;
