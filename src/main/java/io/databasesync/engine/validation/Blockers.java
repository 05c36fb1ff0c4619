package io.databasesync.engine.validation;

import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Why a run is refused: everything that is found, and not only what is found first.
public final class Blockers {
    private final List<SyncException> found = new ArrayList<>();

    /// Makes a check. What refuses the run is kept; anything else ends the validation, a lost connection for example.
    ///
    /// @return whether the check found nothing
    public boolean check(Runnable check) {
        return find(() -> {
                    check.run();
                    return true;
                })
                .isPresent();
    }

    /// The same for a check that finds something out.
    public <T> Optional<T> find(Supplier<T> check) {
        try {
            return Optional.of(check.get());
        } catch (SyncException refusal) {
            if (!refusal.reason().blocks()) {
                throw refusal;
            }
            found.add(refusal);
            return Optional.empty();
        }
    }

    public void addAll(List<SyncException> refusals) {
        found.addAll(refusals);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<SyncException> found() {
        return List.copyOf(found);
    }

    public List<Blocker> list() {
        return found.stream()
                .map(refusal -> new Blocker(refusal.reason(), refusal.getMessage()))
                .distinct()
                .toList();
    }

    /// Ends the run if there is one.
    ///
    /// @throws SyncException the first one, which says how many more there are
    public void refuse() {
        if (found.isEmpty()) {
            return;
        }
        SyncException first = found.getFirst();
        int more = list().size() - 1;
        if (more == 0) {
            throw first;
        }
        throw new SyncException(
                        first.reason(),
                        "%s; %d more %s in the way, which a plan lists"
                                .formatted(first.getMessage(), more, more == 1 ? "thing is" : "things are"),
                        first.sqlState().orElse(null),
                        first)
                .naming(first.rows());
    }
}
