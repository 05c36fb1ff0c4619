/// The two resources, `DatabaseSync` and `DatabaseSyncRun`, as records. The CRDs under `crds/` are generated from
/// them.
@NullMarked
package io.databasesync.api;

import org.jspecify.annotations.NullMarked;
