package io.databasesync.cli.web.cluster;

import io.databasesync.cli.web.cluster.Rights.Right;
import io.databasesync.web.api.Pages.Action;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// The right that each action needs. The API server checks it again when somebody acts.
final class Permissions {
    private Permissions() {}

    static Map<Action, Right> of(String namespace) {
        Map<Action, Right> rights = new EnumMap<>(Action.class);
        Arrays.stream(Action.values()).forEach(action -> rights.put(action, right(action, namespace)));
        return rights;
    }

    private static Right right(Action action, String namespace) {
        return switch (action) {
            case Start -> Right.of("create", "databasesyncruns", namespace);
            case Cancel, Approve -> Right.of("patch", "databasesyncruns", namespace);
            case Suspend, Repin -> Right.of("patch", "databasesyncs", namespace);
            case Log -> new Right("get", "", "pods", "log", namespace);
        };
    }
}
