package io.databasesync.testing.engine;

import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import java.util.Random;

/// A random source and target with every kind of schema object that a sync has to get right. The same seed gives the
/// same result.
public final class GeneratedDatabases {
    private final GeneratedPart all = new GeneratedPart();

    private static final int RESTRICTS_INDEX_BUILDS = 17;

    /// @param source the major version of its server
    /// @param target the major version of its server
    public GeneratedDatabases(long seed, int source, int target) {
        Choices choices = new Choices(new Random(seed));
        List<GeneratedPart> parts = List.of(
                new GeneratedCode(choices, target >= RESTRICTS_INDEX_BUILDS).part(),
                new GeneratedSequences(choices).part(),
                new GeneratedTrees(choices).part(),
                new GeneratedStates(choices, Math.min(source, target)).part());
        choices.some(parts, parts.size()).forEach(all::add);
        if (all.source().stream().noneMatch(s -> s.contains("create table"))) {
            all.add(new GeneratedTrees(choices).part());
        }
        all.add(new GeneratedSurroundings(choices, all.replaced()).part());
    }

    public List<String> source() {
        return all.source();
    }

    public List<String> target() {
        return all.target();
    }

    /// Deletes a row of each table, where no foreign key forbids it.
    public static void change(TestDatabase source) {
        for (String table : source.column("select c.oid::regclass from pg_class c where relkind = 'r'"
                + " and relnamespace = 'public'::regnamespace order by 1")) {
            source.execute("do $$begin set constraints all immediate;"
                    + " delete from %1$s where ctid = (select min(ctid) from only %1$s);".formatted(table)
                    + " exception when others then null; end$$");
        }
    }
}
