/// The two resources, `DatabaseSync` and `DatabaseSyncRun`, as records: what the CRDs under `crds/` are generated from.
/// Also what operator and worker agree on beyond them: labels, mounted files, the termination message, the client.
@NullMarked
package io.databasesync.api;

import org.jspecify.annotations.NullMarked;
