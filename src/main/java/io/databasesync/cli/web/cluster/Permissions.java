package io.databasesync.cli.web.cluster;

import io.databasesync.cli.web.cluster.Rights.Right;
import io.databasesync.web.api.Pages.Action;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The rights that each action needs: all of its requests. The API server checks them again when somebody acts.
final class Permissions {
    private Permissions() {}

    static Map<Action, List<Right>> of(String namespace) {
        Map<Action, List<Right>> rights = new EnumMap<>(Action.class);
        Arrays.stream(Action.values()).forEach(action -> rights.put(action, rights(action, namespace)));
        return rights;
    }

    private static List<Right> rights(Action action, String namespace) {
        Right get = Right.of("get", "databasesyncruns", namespace);
        Right list = Right.of("list", "databasesyncruns", namespace); // to see whether one is under way
        return switch (action) {
            case Start -> List.of(Right.of("create", "databasesyncruns", namespace), list);
            case Cancel, Approve -> List.of(Right.of("patch", "databasesyncruns", namespace), get);
            case Suspend, Repin -> List.of(Right.of("patch", "databasesyncs", namespace));
            case Log ->
                List.of(
                        new Right("get", "", "pods", "log", namespace),
                        new Right("list", "", "pods", "", namespace), // to find the pod of the run
                        get);
        };
    }
}
