package io.databasesync.postgres.catalog;

/// An object of the target that has the name of one that is needed.
///
/// @param identity as of a `NeededObject`
/// @param schema empty if it is in none
/// @param mayUseSchema whether our role may look into its schema
/// @param mayUse whether our role has the right to the object that a table needs: `EXECUTE`, `USAGE`, `CREATE`
public record NamedObject(String kind, String identity, String schema, boolean mayUseSchema, boolean mayUse) {}
