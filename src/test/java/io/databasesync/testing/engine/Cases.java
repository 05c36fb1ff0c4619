package io.databasesync.testing.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Small inputs from the field: `cases/<name>/source.sql`, and `target.sql` if the target is not empty.
public final class Cases {
    private Cases() {}

    public static Scenario of(Pair servers, String name) {
        return of(servers.scenario(), name);
    }

    public static Scenario of(Scenario servers, String name) {
        Scenario scenario = servers.source(sql(name, "source").split("(?<=end\\$\\$;)\n"));
        String target = sql(name, "target");
        return target.isEmpty() ? scenario : scenario.target(target);
    }

    private static String sql(String name, String side) {
        try (InputStream file = Cases.class.getResourceAsStream("/cases/%s/%s.sql".formatted(name, side))) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
