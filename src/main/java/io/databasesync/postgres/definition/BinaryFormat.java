package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import java.util.Set;

/// Decides whether `COPY` may be binary: every column has the same type on both ends, and the binary form of that
/// type means the same everywhere. Binary never casts: types of equal length would load silently wrong.
///
/// @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
final class BinaryFormat {
    private static final Set<String> SAFE = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "float4",
            "float8",
            "numeric",
            "text",
            "varchar",
            "bpchar",
            "name",
            "char",
            "bytea",
            "json",
            "jsonb",
            "uuid",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "bit",
            "varbit",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "int4multirange",
            "int8multirange",
            "nummultirange",
            "tsmultirange",
            "tstzmultirange",
            "datemultirange",
            "xml",
            "pg_lsn");
    private static final Set<String> SAFE_EXTENSIONS = Set.of("vector", "citext", "hstore", "ltree", "postgis");

    /// The first version with infinite intervals. Older servers read them as 178 million years.
    private static final int INFINITE_INTERVALS = 17;

    private BinaryFormat() {}

    /// Built-in types that an older target would read wrongly from a newer source.
    static Set<String> unknown(int sourceMajor, int targetMajor) {
        boolean infinite = sourceMajor >= INFINITE_INTERVALS && targetMajor < INFINITE_INTERVALS;
        return infinite ? Set.of("interval") : Set.of(); // as text, it refuses unknown values
    }

    static boolean safe(Column source, Column target) {
        Column.LeafType type = source.leaf();
        return source.comparableType().equals(target.comparableType())
                && type.hasBinary()
                && target.leaf().hasBinary()
                && safe(type);
    }

    // Arrays and composites carry OIDs. Only OIDs of built-in types are the same on all servers.
    private static boolean safe(Column.LeafType type) {
        if (type.extension() != null) {
            return !type.inArray() && SAFE_EXTENSIONS.contains(type.extension());
        }
        return switch (type.kind()) {
            case "e" -> !type.inArray(); // sent as its label
            case "b", "r", "m" -> "pg_catalog".equals(type.schema()) && SAFE.contains(type.name());
            default -> false;
        };
    }
}
