package io.databasesync.postgres.catalog;

/// An object of the target with the name of a needed object.
///
/// @param identity as of a `NeededObject`
/// @param schema empty if it has none
/// @param mayUseSchema whether our role has USAGE on the schema
/// @param mayUse whether our role has the right on the object that a table needs: `EXECUTE`, `USAGE`, `CREATE`
public record NamedObject(String kind, String identity, String schema, boolean mayUseSchema, boolean mayUse) {}
