/// A Kubernetes API inside the JVM, and a Job controller on it that runs pods as method calls: for tests and the
/// demo.
///
/// It checks no rules of CRDs, no rights and no conflicts between appliers, and it sets no defaults. Tests on a real
/// API server cover those.
@NullMarked
package io.databasesync.testing.kubernetes;

import org.jspecify.annotations.NullMarked;
