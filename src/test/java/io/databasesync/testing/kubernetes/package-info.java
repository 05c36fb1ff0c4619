/// A Kubernetes API inside the JVM, and a Job controller on it that runs pods as method calls: for tests and the demo.
///
/// It checks no rules of CRDs, no rights, no conflicts between appliers and fills in no defaults; those are tested on a
/// real API server.
@NullMarked
package io.databasesync.testing.kubernetes;

import org.jspecify.annotations.NullMarked;
