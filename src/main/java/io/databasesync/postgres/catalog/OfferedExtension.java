package io.databasesync.postgres.catalog;

import java.util.List;

/// An extension that a server has and a database lacks.
///
/// @param forAnybody whether who may create in the database may create it, too
/// @param requires extensions that the database lacks as well
public record OfferedExtension(String name, boolean mayCreate, boolean forAnybody, List<String> requires) {}
