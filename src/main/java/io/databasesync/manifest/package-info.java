/// The only reader of a spec, for operator, worker and terminal: all three accept the same specs. It is strict,
/// because an ignored field or constant may be the one that limits which tables are replaced.
@NullMarked
package io.databasesync.manifest;

import org.jspecify.annotations.NullMarked;
