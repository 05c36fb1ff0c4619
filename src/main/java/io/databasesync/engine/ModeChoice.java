package io.databasesync.engine;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Mode;
import io.databasesync.sync.SyncException;
import java.util.List;

/// The mode in which a run replaces all of its tables.
///
/// @param reasons why the mode is not `Swap`, as sentences; empty if it is `Swap`
/// @param refusals why a run is refused whose request allows only a swap
record ModeChoice(ChosenMode mode, List<String> reasons, List<SyncException> refusals) {
    ModeChoice {
        reasons = List.copyOf(reasons);
        refusals = List.copyOf(refusals);
    }

    /// Chooses the mode.
    ///
    /// @param obstacles why tables cannot be swapped
    static ModeChoice of(Mode wanted, List<SyncException> obstacles) {
        return switch (wanted) {
            case InPlace -> new ModeChoice(ChosenMode.InPlace, List.of("mode InPlace was asked for"), List.of());
            case Auto ->
                obstacles.isEmpty()
                        ? new ModeChoice(ChosenMode.Swap, List.of(), List.of())
                        : new ModeChoice(
                                ChosenMode.InPlace,
                                obstacles.stream()
                                        .map(SyncException::getMessage)
                                        .toList(),
                                List.of());
            case Swap ->
                new ModeChoice(
                        ChosenMode.Swap,
                        List.of(),
                        obstacles.stream().map(ModeChoice::refusal).toList());
        };
    }

    private static SyncException refusal(SyncException obstacle) {
        return obstacle.orElse("set mode: Auto, to replace rows in place");
    }
}
