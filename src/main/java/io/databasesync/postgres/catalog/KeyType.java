package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;

/// The type of a referenced column, without domains.
///
/// @param spelled as SQL spells it, without modifiers
/// @param operatorSchema the schema of the operator by which an index compares its values
public record KeyType(String spelled, String operatorSchema, boolean isEnum) {

    /// Whether a column of this type holds a value of the other end, compared as the server there would compare them.
    ///
    /// @param operandType of the foreign key; empty if the other end may spell the type in another way
    /// @param value text
    public String equal(String column, String operandType, String value) {
        if (!operandType.isEmpty()) {
            return "%s operator(pg_catalog.=) %s::%s".formatted(column, value, operandType);
        }
        if (isEnum) { // a label that only the other end has cannot be cast
            return "%s::text operator(pg_catalog.=) %s".formatted(column, value);
        }
        return "%s operator(%s.=) %s::%s".formatted(column, Sql.identifier(operatorSchema), value, spelled);
    }

    /// The same for a value of the same end.
    ///
    /// @param value of the type that it has there
    public String equalHere(String column, String operandType, String value) {
        return operandType.isEmpty()
                ? "%s operator(%s.=) %s".formatted(column, Sql.identifier(operatorSchema), value)
                : "%s operator(pg_catalog.=) %s::%s".formatted(column, value, operandType);
    }
}
