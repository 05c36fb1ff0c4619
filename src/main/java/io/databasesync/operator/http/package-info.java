/// The operator's own HTTP server: metrics and probes.
@NullMarked
package io.databasesync.operator.http;

import org.jspecify.annotations.NullMarked;
