package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.NamedObject;
import io.databasesync.postgres.catalog.NeededObject;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks that the target has the objects that definitions of new tables and types use, with the same name and
/// signature. Objects of an extension are looked up in the schema in which the target has the extension.
final class DependencyCheck {
    private final TargetDatabase target;
    private final Relocation relocation;
    private final List<UserCollation> collations;
    private final Map<String, String> extensions;

    /// @param collations of the source
    DependencyCheck(TargetDatabase target, Relocation relocation, List<UserCollation> collations) {
        this.target = target;
        this.relocation = relocation;
        this.collations = collations;
        this.extensions = target.read(c -> c.objects().extensionSchemas());
    }

    /// @param coming extensions that the run creates, with all of their objects
    /// @param blockers gets each object that is missing or that our role may not use: `UnsupportedTable`,
    /// `ExtensionMissing` or `PrivilegeMissing`
    void check(List<NeededObject> needed, Set<String> coming, Blockers blockers) {
        List<NeededObject> here = needed.stream()
                .filter(o -> o.extension() == null || !coming.contains(o.extension()))
                .toList();
        if (here.isEmpty()) {
            return;
        }
        List<String> names = here.stream().map(NeededObject::name).distinct().toList();
        List<NamedObject> there = target.read(c -> c.objects().namedObjects(names));
        for (NeededObject object : here) {
            blockers.check(() -> unambiguous(object));
            blockers.check(() -> found(object, there).ifPresentOrElse(o -> usable(object, o), () -> missing(object)));
        }
    }

    private Optional<NamedObject> found(NeededObject object, List<NamedObject> there) {
        String identity = plain(relocation.apply(object.identity()));
        return there.stream()
                .filter(o ->
                        o.kind().equals(object.kind()) && plain(o.identity()).equals(identity))
                .findFirst();
    }

    // Two servers may quote different keywords.
    private static String plain(String identity) {
        return identity.replace("\"", "");
    }

    private void unambiguous(NeededObject object) {
        Optional<String> there = relocation.schemaOf(object.schema(), object.name());
        boolean meant =
                object.extension() != null && there.equals(Optional.ofNullable(extensions.get(object.extension())));
        if (there.isPresent() && !meant) {
            throw SyncException.of(
                    Reason.UnsupportedTable,
                    object.usedBy(),
                    "%s cannot be created on the target: it uses %s %s, which has the name of an object of an extension that is in schema %s there and not in %s"
                            .formatted(object.usedBy(), object.kind(), object.identity(), there.get(), object.schema()),
                    Fix.advice("create it there by hand, or rename the " + object.kind()));
        }
    }

    private void usable(NeededObject object, NamedObject there) {
        String role = target.identity().role();
        if (!there.mayUseSchema()) {
            throw TableCheck.missingPrivilege(
                    role,
                    "schema " + there.schema(),
                    "use schema %s of the target, whose %s %s %s needs"
                            .formatted(there.schema(), object.kind(), object.name(), object.usedBy()),
                    "GRANT USAGE ON SCHEMA " + Sql.readable(there.schema()));
        }
        if (!there.mayUse()) {
            throw TableCheck.missingPrivilege(
                    role,
                    "%s %s".formatted(object.kind(), there.identity()),
                    "use %s %s of the target, which %s needs"
                            .formatted(object.kind(), there.identity(), object.usedBy()),
                    "GRANT %s %s".formatted(privilege(object.kind()), there.identity()));
        }
    }

    private static String privilege(String kind) {
        return switch (kind) {
            case "function" -> "EXECUTE ON FUNCTION";
            case "tablespace" -> "CREATE ON TABLESPACE";
            default -> "USAGE ON TYPE";
        };
    }

    private void missing(NeededObject object) {
        String identity = relocation.apply(object.identity());
        if (object.extension() != null) {
            throw SyncException.of(
                    Reason.ExtensionMissing,
                    "extension " + object.extension(),
                    "%s needs %s %s, which extension %s of the target lacks"
                            .formatted(object.usedBy(), object.kind(), identity, object.extension()),
                    Fix.run("ALTER EXTENSION %s UPDATE".formatted(Sql.readable(object.extension()))));
        }
        if (!object.kind().equals("type")) { // the run creates a missing type
            throw SyncException.of(
                    Reason.UnsupportedTable,
                    "%s %s".formatted(object.kind(), identity),
                    "%s cannot be created on the target, which lacks %s %s"
                            .formatted(object.usedBy(), object.kind(), identity),
                    fix(object));
        }
    }

    // Neither the function nor the table can come first.
    private static boolean ofItsRows(NeededObject function) {
        return Pattern.compile("[(,] ?(?:\\w+ )?%s(?:\\[])?[,)]".formatted(Pattern.quote(function.usedBy())))
                .matcher(function.identity())
                .find();
    }

    private Fix fix(NeededObject object) {
        return switch (object.kind()) {
            case "function" ->
                ofItsRows(object)
                        ? Fix.advice("create the table there by hand, then the function with its rows as argument, then"
                                + " the definition that calls it")
                        : Fix.advice(
                                "create it there first; on the source, this shows how: SELECT pg_get_functiondef('%s'::regprocedure)"
                                        .formatted(object.identity().replace("'", "''")));
            case "collation" -> collation(object);
            case "tablespace" ->
                Fix.advice("create tablespace %s there with a directory of that server".formatted(object.identity()))
                        .or("create the table there by hand");
            case "access method" ->
                Fix.advice("install the extension that provides it there, or create the table there by hand");
            default -> Fix.advice("create it there first");
        };
    }

    private Fix collation(NeededObject object) {
        if (object.schema().equals("pg_catalog")) {
            return Fix.run("SELECT pg_import_system_collations('pg_catalog')")
                    .after("install its locale on that server");
        }
        String create = collations.stream()
                .filter(c -> c.spelled().equals(object.identity()))
                .findFirst()
                .orElseThrow()
                .createStatement();
        boolean there = target.objects().hasSchema(object.schema());
        return Fix.run(there ? List.of(create) : List.of("CREATE SCHEMA " + Sql.readable(object.schema()), create))
                .or("create it with a locale that the server has");
    }
}
