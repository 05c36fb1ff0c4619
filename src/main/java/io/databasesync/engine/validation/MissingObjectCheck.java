package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.NeededObject;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.stage.Prerequisites.Extension;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Finds the objects that new tables need and the target lacks: schemas, extensions, collations, types, sequences.
public final class MissingObjectCheck {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Relocation relocation;

    /// The two databases of a run.
    record Ends(SourceDatabase source, TargetDatabase target) {}

    public MissingObjectCheck(SourceDatabase source, TargetDatabase target, Relocation relocation) {
        this.source = source;
        this.target = target;
        this.relocation = relocation;
    }

    /// Finds the objects that new tables need and the target lacks.
    ///
    /// @param selection with the sequences that its patterns name
    /// @param blockers gets each object that cannot be created, and each missing object that a run does not
    /// create: `ExtensionMissing`, `PrivilegeMissing`, `UnsupportedTable` or `ForeignKeyOutside`
    public Prerequisites of(List<TablePair> pairs, TablePatterns.Selection selection, Blockers blockers) {
        List<TableDefinition> created = pairs.stream()
                .filter(p -> p.target().isEmpty())
                .map(TablePair::source)
                .toList();
        Set<TableName> selected = pairs.stream().map(TablePair::name).collect(Collectors.toSet());
        blockers.together(created.stream()
                .flatMap(table -> table.foreignKeys().stream()
                        .map(key -> Checked.only(own -> own.check(() -> reachable(key, table, selected)))))
                .toList());
        Prerequisites needed = needed(pairs, created, selection, blockers);
        blockers.addAll(CompressionCheck.of(target, created));
        new ExpressionCheck(new Ends(source, target), relocation, created).check(needed, blockers);
        return needed;
    }

    private Prerequisites needed(
            List<TablePair> pairs,
            List<TableDefinition> created,
            TablePatterns.Selection selection,
            Blockers blockers) {
        List<Long> oids = created.stream().map(TableDefinition::oid).toList();
        List<UserType> types =
                created.isEmpty() ? List.of() : source.read(c -> c.objects().types(oids));
        blockers.addAll(unmakeable(types, created));
        List<UserType> own = own(types);
        List<Long> ownOids = own.stream().map(UserType::oid).toList();
        List<NeededObject> named =
                created.isEmpty() ? List.of() : source.read(c -> c.objects().neededObjects(oids, ownOids));
        List<Extension> extensions = new ExtensionCheck(target).of(extensions(types, named), blockers);
        Set<String> coming = extensions.stream().map(Extension::name).collect(Collectors.toSet());
        List<UserCollation> ofSource = CollationCheck.of(source, named);
        List<UserCollation> collations = CollationCheck.makeable(target, ofSource, named);
        new DependencyCheck(target, relocation, ofSource)
                .check(named.stream().filter(o -> !made(o, collations)).toList(), coming, blockers);
        List<RunSequence> sequences = SequenceCheck.of(
                new Ends(source, target),
                pairs,
                selection,
                ownOids.isEmpty() ? Set.of() : source.read(c -> c.objects().sequencesOfTypes(ownOids)),
                blockers);
        Prerequisites needed = new Prerequisites(List.of(), List.of(), extensions, collations, own, sequences);
        List<String> schemas = schemas(created, needed);
        creatable(schemas, needed, blockers);
        return needed.with(
                schemas,
                schemas.isEmpty() ? List.of() : source.read(c -> c.objects().schemaComments(schemas)));
    }

    private static boolean made(NeededObject object, List<UserCollation> collations) {
        return object.kind().equals("collation")
                && collations.stream().anyMatch(c -> c.spelled().equals(object.identity()));
    }

    private List<SyncException> unmakeable(List<UserType> types, List<TableDefinition> created) {
        return lacking(types.stream()
                        .filter(t -> t.extension() == null && t.definition() == null)
                        .toList())
                .stream()
                .map(t -> SyncException.of(
                        Reason.UnsupportedTable,
                        "type " + t.qualified(),
                        "the target lacks type %s, which a table to be created uses; a run makes no base types and no ranges with a canonical function"
                                .formatted(t.qualified()),
                        Fix.advice("create it there first, with its functions, or exclude the tables that use it"
                                + users(t, created))))
                .toList();
    }

    // None, if it is only a part of a composite type, or if only an index or a default uses it.
    private static String users(UserType type, List<TableDefinition> created) {
        String names = created.stream()
                .filter(table -> table.columns().stream()
                        .anyMatch(c -> c.leaf().schema().equals(type.schema())
                                && c.leaf().name().equals(type.name())))
                .map(table -> table.name().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ": " + names;
    }

    private List<UserType> own(List<UserType> types) {
        return lacking(types.stream()
                        .filter(t -> t.extension() == null && t.definition() != null)
                        .toList())
                .stream()
                .map(relocation::apply)
                .toList();
    }

    private List<UserType> lacking(List<UserType> types) {
        return Round.filter(types, t -> !target.objects().hasType(t.schema(), t.name()));
    }

    private static Map<String, String> extensions(List<UserType> types, List<NeededObject> named) {
        Map<String, String> needed = new TreeMap<>();
        named.stream()
                .filter(o -> o.extension() != null)
                .forEach(o ->
                        needed.put(Objects.requireNonNull(o.extension()), Objects.requireNonNull(o.extensionSchema())));
        types.stream()
                .filter(t -> t.extension() != null)
                .forEach(t -> needed.put(
                        Objects.requireNonNull(t.extension()),
                        Objects.requireNonNullElse(t.extensionSchema(), "public")));
        return needed;
    }

    // The checks of the way cover the tables themselves.
    private void creatable(List<String> schemas, Prerequisites needed, Blockers blockers) {
        String role = target.identity().role();
        if (!schemas.isEmpty() && !target.identity().mayCreate()) {
            blockers.addAll(List.of(TableCheck.missingPrivilege(
                    role,
                    "database " + target.identity().database(),
                    "create schema %s in the target".formatted(String.join(", ", schemas)),
                    "GRANT CREATE ON DATABASE " + Sql.readable(target.identity().database()))));
        }
        Map<String, String> wanted = new TreeMap<>();
        needed.missingSequences()
                .forEach(s -> wanted.put(s.schema(), "sequence %s.%s".formatted(s.schema(), s.name())));
        needed.collations().forEach(c -> wanted.put(c.schema(), "collation " + c.spelled()));
        needed.types().forEach(t -> wanted.put(t.schema(), "type " + t.qualified()));
        Round.filter(wanted.keySet(), schema -> !target.objects().mayCreateIn(schema))
                .forEach(schema -> blockers.addAll(List.of(TableCheck.missingPrivilege(
                        role,
                        "schema " + schema,
                        "create %s in the target".formatted(wanted.get(schema)),
                        "GRANT USAGE, CREATE ON SCHEMA " + Sql.readable(schema)))));
    }

    private List<String> schemas(List<TableDefinition> created, Prerequisites objects) {
        Set<String> needed =
                created.stream().map(s -> s.name().schema()).collect(Collectors.toCollection(TreeSet::new));
        objects.extensions().forEach(e -> needed.add(e.schema()));
        objects.collations().forEach(c -> needed.add(c.schema()));
        objects.types().forEach(t -> needed.add(t.schema()));
        objects.missingSequences().forEach(s -> needed.add(s.schema()));
        return Round.filter(needed, s -> !target.objects().hasSchema(s));
    }

    private void reachable(ForeignKey key, TableDefinition definition, Set<TableName> selected) {
        TableName referenced = key.referenced();
        if (!selected.contains(referenced) && !target.objects().hasRelation(referenced.schema(), referenced.name())) {
            throw SyncException.of(
                    Reason.ForeignKeyOutside,
                    "foreign key %s of %s".formatted(key.name(), definition.name()),
                    "foreign key %s of %s refers to %s, which is not selected and missing on the target"
                            .formatted(key.name(), definition.name(), referenced),
                    Fix.advice("include %s too".formatted(referenced)));
        }
        if (!selected.contains(referenced) && !target.objects().mayReference(referenced)) {
            throw TargetCheck.referencing(target.identity().role(), key);
        }
    }
}
