package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.Script;
import java.util.List;
import java.util.Map;

/// All that a swap or its reverse says, written before its first lock.
///
/// @param room the new schemas of tables by OID, if array types there have to get other names first
/// @param proof proves, under the locks, that nothing has changed
/// @param moving up to the point where tables that stay are filled
/// @param ending what comes after that
/// @param belongings what belonged to the tables that are replaced, as statements
/// @param validations statements that validate what was added `NOT VALID`, for after the commit
record SwapScripts(
        Map<Long, String> room,
        SwapLocks locks,
        Script proof,
        Script moving,
        Script ending,
        List<String> belongings,
        List<String> validations) {}
