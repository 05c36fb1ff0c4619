package io.databasesync.engine.validation;

import io.databasesync.postgres.session.Round;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Collects all reasons why a run is refused, not only the first one.
public final class Blockers {
    private final List<SyncException> found = new ArrayList<>();
    private List<SyncException> earlier = List.of();

    /// Runs a check and keeps its refusal. Any other failure ends the validation, for example a lost connection.
    ///
    /// @return whether the check found nothing
    public boolean check(Runnable check) {
        return find(() -> {
                    check.run();
                    return true;
                })
                .isPresent();
    }

    /// The same for a check that returns a value.
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

    /// Runs checks that read both databases side by side. Their refusals come in the order of the checks.
    public void together(List<? extends Checked<?>> checks) {
        List<SyncException> before = found();
        checks.forEach(check -> check.refusals().earlier = before);
        Round.each(checks, Checked::run);
        checks.forEach(check -> addAll(check.refusals().found()));
    }

    public void addAll(List<SyncException> refusals) {
        found.addAll(refusals);
    }

    /// Adds refusals that matter more than those that were found before.
    public void addFirst(List<SyncException> refusals) {
        found.addAll(0, refusals);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<SyncException> found() {
        return List.copyOf(found);
    }

    /// The same, with those of checks that ran before this one.
    List<SyncException> known() {
        return Stream.concat(earlier.stream(), found.stream()).toList();
    }

    public List<Blocker> list() {
        return found.stream().map(refusal -> Blocker.of(refusal)).distinct().toList();
    }

    /// Ends the run if there is a refusal.
    ///
    /// @throws SyncException the first refusal, with the number of further ones
    public void refuse() {
        if (found.isEmpty()) {
            return;
        }
        SyncException first = found.getFirst();
        int more = list().size() - 1;
        if (more == 0) {
            throw first;
        }
        throw first.explained(
                        " (and %d more %s, which a plan lists)".formatted(more, more == 1 ? "refusal" : "refusals"))
                .naming(first.rows());
    }
}
