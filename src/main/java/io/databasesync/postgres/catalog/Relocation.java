package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Translates names in the source's definitions for the target: objects of extensions that are in another schema
/// there. The rest of a definition does not change, and every name keeps a schema.
///
/// @param schemas the target's schema, by the source's schema and name of an object
public record Relocation(Map<TableName, String> schemas) {
    public static final Relocation NONE = new Relocation(Map.of());

    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final String OPERATOR = "[-+*/<>=~!@#%^&|`?]+";
    // The output of the server's own functions. Each token is matched whole, so that nothing inside it is found.
    private static final Pattern TOKEN =
            Pattern.compile("[eE]'(?:[^'\\\\]++|\\\\.|'')*+'" + "|'(?<text>[^']*+)'(?<named>::reg[a-z]+)?+"
                    + "|(?<schema>" + NAME + ")\\.(?<name>" + NAME + "|" + OPERATOR + ")|" + NAME);
    // Constants that name an object. `regclass` is left out, because no table or sequence is moved.
    private static final Pattern NAMING =
            Pattern.compile("::reg(?:type|proc|procedure|oper|operator|config|dictionary|collation)");

    public Relocation {
        schemas = Map.copyOf(schemas);
    }

    /// The target's schema of an object with that name; empty if it is the same.
    public Optional<String> schemaOf(String schema, String name) {
        return Optional.ofNullable(schemas.get(new TableName(schema, name)));
    }

    /// A definition as the target needs it.
    public String apply(String sql) {
        return schemas.isEmpty() ? sql : TOKEN.matcher(sql).replaceAll(token -> Matcher.quoteReplacement(moved(token)));
    }

    private String moved(MatchResult token) {
        String named = token.group("named");
        if (named != null && NAMING.matcher(named).matches()) {
            return "'" + apply(token.group("text")) + "'" + named;
        }
        if (token.group("schema") == null) {
            return token.group();
        }
        String there = schemas.get(new TableName(bare(token.group("schema")), bare(token.group("name"))));
        return there == null ? token.group() : Sql.readable(there) + "." + token.group("name");
    }

    private static String bare(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private @Nullable String applyTo(@Nullable String sql) {
        return sql == null ? null : apply(sql);
    }

    /// A table of the source as the target must make it.
    public TableDefinition apply(TableDefinition definition) {
        return schemas.isEmpty()
                ? definition
                : definition.with(moved -> moved.table(definition
                                .table()
                                .withTree(tree(definition.table().tree())))
                        .columns(definition.columns().stream().map(this::column).toList())
                        .indexes(definition.indexes().stream().map(this::index).toList())
                        .checks(definition.checks().stream().map(this::check).toList())
                        .statistics(definition.statistics().stream()
                                .map(this::statistics)
                                .toList()));
    }

    private Table.Tree tree(Table.Tree tree) {
        return new Table.Tree(applyTo(tree.ofType()), tree.parents(), apply(tree.key()), apply(tree.bound()));
    }

    private Column column(Column c) {
        return c.with(moved -> moved.type(apply(c.type()))
                .leaf(leaf(c.leaf()))
                .defaultExpression(applyTo(c.defaultExpression()))
                .collation(applyTo(c.collation())));
    }

    private Column.LeafType leaf(Column.LeafType leaf) {
        return new Column.LeafType(
                Objects.requireNonNullElse(schemas.get(new TableName(leaf.schema(), leaf.name())), leaf.schema()),
                leaf.name(),
                leaf.kind(),
                leaf.inArray(),
                leaf.hasBinary(),
                leaf.extension(),
                leaf.enumLabels());
    }

    private Index index(Index index) {
        Index.Constraint c = index.constraint();
        return index.with(moved -> moved.definition(apply(index.definition()))
                .constraint(
                        c == null
                                ? null
                                : new Index.Constraint(
                                        c.name(),
                                        c.type(),
                                        apply(c.definition()),
                                        c.deferrable(),
                                        c.deferred(),
                                        c.withoutOverlaps(),
                                        c.partitioned(),
                                        c.comment())));
    }

    private Check check(Check c) {
        return new Check(c.name(), apply(c.definition()), c.validated(), c.local(), c.comment());
    }

    private ExtendedStatistics statistics(ExtendedStatistics s) {
        return new ExtendedStatistics(s.schema(), s.name(), apply(s.definition()), s.target(), s.comment());
    }

    /// A type of the source as the target must make it.
    public UserType apply(UserType type) {
        return schemas.isEmpty()
                ? type
                : new UserType(
                        type.oid(),
                        type.schema(),
                        type.name(),
                        type.kind(),
                        apply(type.spelled()),
                        type.extension(),
                        type.extensionSchema(),
                        applyTo(type.definition()),
                        type.comment(),
                        type.labels(),
                        applyTo(type.comparable()),
                        type.notNull(),
                        type.parts().stream().map(this::part).toList(),
                        type.additions().stream().map(this::apply).toList());
    }

    private UserType.Part part(UserType.Part part) {
        return new UserType.Part(part.name(), apply(part.definition()), apply(part.comparable()));
    }
}
