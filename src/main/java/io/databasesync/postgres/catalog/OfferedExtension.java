package io.databasesync.postgres.catalog;

import java.util.List;

/// An extension that a server has and a database lacks.
///
/// @param forAnybody whether every role that may create in the database may create it
/// @param requires extensions that the database lacks as well
public record OfferedExtension(String name, boolean mayCreate, boolean forAnybody, List<String> requires) {}
