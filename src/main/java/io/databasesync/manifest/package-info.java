/// The one reader of a spec, for operator, worker and terminal: what one of them accepts, all accept. It is strict,
/// because a field or constant that is passed over may be the one that narrows what is replaced.
@NullMarked
package io.databasesync.manifest;

import org.jspecify.annotations.NullMarked;
