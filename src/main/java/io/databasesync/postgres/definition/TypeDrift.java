package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.UserType;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a type of the target differs from the source's type of that name, and the statements that
/// correct it: pure text.
///
/// @param uses by columns of selected tables of the target
/// @param typesTables whether a selected table of the target is a typed table of it
public record TypeDrift(UserType source, UserType target, List<TypeUse> uses, boolean typesTables) {

    /// Empty if both are alike.
    public static Optional<Difference> of(UserType source, UserType target, List<TablePair> pairs) {
        boolean typed = pairs.stream()
                .flatMap(p -> p.target().stream())
                .anyMatch(t -> target.spelled().equals(t.table().tree().ofType()));
        return new TypeDrift(source, target, TypeUse.of(pairs, target), typed).difference();
    }

    private Optional<Difference> difference() {
        if (!source.kind().equals(target.kind())) {
            return Optional.of(replaced("is of another kind on the target"));
        }
        return switch (source.kind()) {
            case "e" -> labels();
            case "d" -> domain();
            case "c" -> attributes();
            default ->
                Objects.equals(source.comparable(), target.comparable())
                        ? Optional.empty()
                        : Optional.of(replaced("is of %s on the source and of %s on the target"
                                .formatted(source.comparable(), target.comparable())));
        };
    }

    private String name() {
        return Sql.readable(target.qualified());
    }

    private Difference sentence(String found, List<String> statements) {
        return new Difference("type %s %s".formatted(source.qualified(), found), Fix.run(statements));
    }

    // Labels that only the target has do no harm: no row of the source can have them.
    private Optional<Difference> labels() {
        List<String> missing = new ArrayList<>(source.labels());
        missing.removeAll(target.labels());
        List<String> common = new ArrayList<>(source.labels());
        common.removeAll(missing);
        List<String> there = new ArrayList<>(target.labels());
        there.retainAll(common);
        if (!common.equals(there)) {
            return Optional.of(replaced("has the labels (%s) on the source and (%s) on the target, in another order"
                    .formatted(literals(source.labels()), literals(target.labels()))));
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < source.labels().size(); i++) {
            String label = source.labels().get(i);
            if (missing.contains(label)) {
                statements.add("ALTER TYPE " + name() + " ADD VALUE " + Sql.literal(label) + place(i));
            }
        }
        return Optional.of(sentence("lacks labels on the target (%s)".formatted(literals(missing)), statements));
    }

    private String place(int position) {
        if (position > 0) {
            return " AFTER " + Sql.literal(source.labels().get(position - 1));
        }
        return target.labels().isEmpty()
                ? ""
                : " BEFORE " + Sql.literal(target.labels().getFirst());
    }

    private static String literals(List<String> labels) {
        return labels.stream().map(Sql::literal).collect(Collectors.joining(", "));
    }

    private Optional<Difference> domain() {
        if (!Objects.equals(source.comparable(), target.comparable())) {
            return Optional.of(replaced("is a domain over %s on the source and over %s on the target"
                    .formatted(source.comparable(), target.comparable())));
        }
        String alter = "ALTER DOMAIN " + name() + " ";
        List<String> statements = new ArrayList<>();
        List<String> here = source.parts().stream().map(TypeDrift::check).toList();
        List<String> there = target.parts().stream().map(TypeDrift::check).toList();
        target.parts().stream()
                .filter(p -> !here.contains(check(p)))
                .forEach(p -> statements.add(alter + "DROP CONSTRAINT " + Sql.readable(p.name())));
        source.parts().stream()
                .filter(p -> !there.contains(check(p)))
                .forEach(p -> statements.add(alter + "ADD CONSTRAINT " + check(p) + " NOT VALID"));
        if (source.notNull() != target.notNull()) {
            statements.add(alter + (source.notNull() ? "SET NOT NULL" : "DROP NOT NULL"));
        }
        return statements.isEmpty()
                ? Optional.empty()
                : Optional.of(sentence("has other constraints on the target", statements));
    }

    // Rows that are about to be replaced need not satisfy the check, so NOT VALID is not a difference.
    private static String check(UserType.Part part) {
        return Sql.readable(part.name()) + " " + part.definition().replaceFirst(" NOT VALID$", "");
    }

    private Optional<Difference> attributes() {
        List<String> here = comparables(source);
        List<String> there = comparables(target);
        if (here.equals(there)) {
            return Optional.empty();
        }
        String found = "has the attributes (%s) on the source and (%s) on the target"
                .formatted(String.join(", ", here), String.join(", ", there));
        List<String> kept = new ArrayList<>(there);
        kept.retainAll(here);
        if (!here.subList(0, kept.size()).equals(kept)) {
            return Optional.of(replaced(found));
        }
        String alter = "ALTER TYPE " + name() + " ";
        Stream<String> gone = target.parts().stream()
                .filter(p -> !here.contains(comparable(p)))
                .map(p -> alter + "DROP ATTRIBUTE " + Sql.readable(p.name()) + cascade());
        Stream<String> added = source.parts().stream()
                .filter(p -> !there.contains(comparable(p)))
                .map(p -> alter + "ADD ATTRIBUTE " + Sql.readable(p.name()) + " " + p.definition() + cascade());
        return Optional.of(sentence(found, Stream.concat(gone, added).toList()));
    }

    // Typed tables get and lose columns with their type.
    private String cascade() {
        return typesTables ? " CASCADE" : "";
    }

    private static List<String> comparables(UserType type) {
        return type.parts().stream().map(TypeDrift::comparable).toList();
    }

    private static String comparable(UserType.Part part) {
        return Sql.readable(part.name()) + " " + part.comparable();
    }

    /// Makes the type again under its name, and changes the columns to it.
    private Difference replaced(String found) {
        List<String> statements = new ArrayList<>();
        statements.add("ALTER %s %s RENAME TO %s"
                .formatted(target.domain() ? "DOMAIN" : "TYPE", name(), Sql.readable(target.name() + "_old")));
        statements.add(source.createStatement());
        uses.forEach(use -> statements.add(retyped(use)));
        return new Difference(
                sentence(found, statements).found(),
                Fix.run(statements),
                uses.stream()
                        .map(use -> new ColumnChange(use.table(), use.column().name(), false))
                        .toList());
    }

    private String retyped(TypeUse use) {
        String column = Sql.readable(use.column().name());
        String alter = "ALTER COLUMN " + column + " ";
        String type = source.spelled() + (use.array() ? "[]" : "");
        String expression = use.column().defaultExpression();
        return "ALTER TABLE %s %s%sTYPE %s USING %s%s"
                .formatted(
                        Sql.readable(use.table()),
                        expression == null ? "" : alter + "DROP DEFAULT, ",
                        alter,
                        type,
                        value(use, column, type),
                        expression == null ? "" : ", " + alter + "SET DEFAULT " + expression);
    }

    // The text of a row lists its attributes by position.
    private String value(TypeUse use, String column, String type) {
        if (!"c".equals(source.kind()) || !"c".equals(target.kind()) || use.array()) {
            return column + "::text::" + type;
        }
        List<String> there = target.parts().stream().map(UserType.Part::name).toList();
        String row = source.parts().stream()
                .map(p -> there.contains(p.name())
                        ? "(%s).%s::text::%s".formatted(column, Sql.readable(p.name()), p.definition())
                        : "NULL")
                .collect(Collectors.joining(", "));
        return "CASE WHEN %s IS DISTINCT FROM NULL THEN ROW(%s)::%s END".formatted(column, row, type);
    }
}
