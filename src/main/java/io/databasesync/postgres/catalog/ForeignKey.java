package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A foreign key. Its definition is `head`, the referenced table's name, `tail`.
///
/// @param operandTypes the types as which the server compares each column with the referenced one; empty for a
/// type that is not built in, or that stands for several
/// @param partitioned whether its table is partitioned
/// @param leaves of a partitioned table that cannot have a `NOT VALID` key (before PostgreSQL 18), as SQL spells
/// them; absent for a table that can
@RecordBuilder
public record ForeignKey(
        TableName table,
        String name,
        TableName referenced,
        String head,
        String tail,
        boolean validated,
        List<String> columns,
        List<String> referencedColumns,
        List<String> operandTypes,
        boolean matchFull,
        boolean temporal,
        boolean partitioned,
        @Nullable List<String> leaves,
        Rights rights,
        @Nullable String comment)
        implements ForeignKeyBuilder.With {

    /// The rights of our role on a foreign key. They are not part of the definition: a grant or revoke can change
    /// them while the key stays the same.
    ///
    /// @param mayAlter whether it may drop and add the key
    /// @param owner of the key's table
    /// @param mayReference whether it may make foreign keys to the referenced table
    /// @param mayLookUp whether it may read that table
    public record Rights(boolean mayAlter, String owner, boolean mayReference, boolean mayLookUp) {
        private static final Rights NONE = new Rights(false, "", false, false);
    }

    public boolean mayAlter() {
        return rights.mayAlter();
    }

    public boolean mayReference() {
        return rights.mayReference();
    }

    /// The definition, without the rights.
    public ForeignKey withoutRights() {
        return withRights(Rights.NONE);
    }

    /// A condition for rows of the key's table that refer to a row. A row whose key is partly null does not, unless
    /// `MATCH FULL` forbids such keys: then the row is looked up, and never found.
    ///
    /// @param spelled a column, as SQL spells it there
    public String refers(UnaryOperator<String> spelled) {
        return columns.stream()
                .map(c -> spelled.apply(Sql.identifier(c)) + " is not null")
                .collect(Collectors.joining(matchFull ? " or " : " and ", "(", ")"));
    }

    /// The definition, with the referenced table's name as SQL spells it.
    public String definition(String referencedName) {
        return head + referencedName + tail.replaceFirst(" NOT VALID$", "");
    }
}
