package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.NeededObject;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.target.TargetDatabase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the collations that a run can create: those whose locale the target's server has.
final class CollationCheck {
    /// The first version whose collations have rules.
    private static final int RULES = 16;

    private CollationCheck() {}

    /// The collations of the source that are not the system's.
    static List<UserCollation> of(SourceDatabase source, List<NeededObject> needed) {
        return needed.stream().anyMatch(CollationCheck::isOne)
                ? source.read(c -> c.objects().collations(List.of()))
                : List.of();
    }

    private static boolean isOne(NeededObject object) {
        return object.kind().equals("collation") && object.extension() == null;
    }

    /// @param collations of the source
    /// @param needed objects that new tables and types name
    static List<UserCollation> makeable(
            TargetDatabase target, List<UserCollation> collations, List<NeededObject> needed) {
        if (collations.isEmpty()) {
            return List.of();
        }
        Set<String> names = needed.stream()
                .filter(CollationCheck::isOne)
                .map(NeededObject::identity)
                .collect(Collectors.toSet());
        Set<String> there = target.read(c -> c.objects().collations(List.of())).stream()
                .map(UserCollation::spelled)
                .collect(Collectors.toSet());
        List<UserCollation> missing = collations.stream()
                .filter(c -> names.contains(c.spelled()) && !there.contains(c.spelled()))
                .filter(c -> c.rules() == null || target.identity().major() >= RULES)
                .toList();
        return target.read(c -> c.objects().withKnownLocale(missing));
    }
}
