/// The Job of a run and its pods: what the operator creates, what they show, and why a pod does not start.
@NullMarked
package io.databasesync.operator.job;

import org.jspecify.annotations.NullMarked;
