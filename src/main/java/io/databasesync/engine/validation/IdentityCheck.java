package io.databasesync.engine.validation;

import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.Pin;
import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Fix;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that both sides still lead to the same databases as before. The check runs before the first write, even
/// before a write to the history.
public record IdentityCheck(SyncRequest request, ProgressTracker progress) {

    /// Connects to the second database. If that fails, it checks the first one and reports that it was reached.
    public static <T> T second(
            SyncRequest request, ProgressTracker progress, SourceDatabase first, Supplier<T> connect) {
        try {
            return connect.get();
        } catch (SyncException failure) {
            try {
                new IdentityCheck(request, progress).sourceUnchanged(first.identity());
            } catch (SyncException changed) {
                changed.addSuppressed(failure);
                throw changed;
            }
            throw failure;
        }
    }

    /// @throws SyncException `IdentityChanged`
    public void unchanged(ServerIdentity source, ServerIdentity target) {
        check(Optional.of(source.lasting()), Optional.of(target.lasting()));
    }

    private void sourceUnchanged(ServerIdentity source) {
        check(Optional.of(source.lasting()), Optional.empty());
    }

    /// Checks the target only, for a run that does not use its source.
    ///
    /// @throws SyncException `IdentityChanged`
    public void targetUnchanged(ServerIdentity target) {
        check(Optional.empty(), Optional.of(target.lasting()));
    }

    private void check(Optional<DatabaseIdentity> source, Optional<DatabaseIdentity> target) {
        List<String> changes = new ArrayList<>();
        String sourceSide = request.direction().sourceSide();
        String targetSide = request.direction().targetSide();
        source.flatMap(found -> change(sourceSide, request.source(), found, targetSide, request.target()))
                .ifPresent(changes::add);
        target.flatMap(found -> change(targetSide, request.target(), found, sourceSide, request.source()))
                .ifPresent(changes::add);
        if (!changes.isEmpty()) {
            String changed =
                    changes.size() > 1 ? "local and remote" : changes.getFirst().split(",", 2)[0];
            throw SyncException.of(
                    Reason.IdentityChanged,
                    changed,
                    "%s%s"
                            .formatted(
                                    exchanged(source, target) ? "local and remote are exchanged: " : "",
                                    String.join("; ", changes)),
                    Fix.advice("correct the Secret or host")
                            .or("if the change is meant, check where both ends lead, then " + fix()));
        }
        progress.reached(ReachedDatabases.of(request.direction(), source, target));
    }

    private static Optional<String> change(
            String side,
            ConnectionSettings endpoint,
            DatabaseIdentity found,
            String otherSide,
            ConnectionSettings otherEndpoint) {
        Pin pin = endpoint.pin();
        if (pin == null || pin.identity().isMetBy(found)) {
            return Optional.empty();
        }
        boolean isTheOther =
                otherEndpoint.pin() != null && otherEndpoint.pin().identity().isMetBy(found);
        String expected = pin.declaredIn() == null
                ? "led to database %s and now leads to".formatted(pin.identity())
                : "has to lead to database %s (%s) and leads to".formatted(pin.identity(), pin.declaredIn());
        return Optional.of("%s, which %s names, %s database %s%s"
                .formatted(
                        side,
                        endpoint.places().getOrDefault(ConnectionSettings.Part.Host, endpoint.origin()),
                        expected,
                        found,
                        isTheOther ? ", the database that was " + otherSide : ""));
    }

    private boolean exchanged(Optional<DatabaseIdentity> source, Optional<DatabaseIdentity> target) {
        Pin sourcePin = request.source().pin();
        Pin targetPin = request.target().pin();
        return sourcePin != null
                && targetPin != null
                && source.filter(targetPin.identity()::isMetBy).isPresent()
                && target.filter(sourcePin.identity()::isMetBy).isPresent();
    }

    private String fix() {
        return Stream.of(request.source().pin(), request.target().pin())
                .filter(Objects::nonNull)
                .map(Pin::fix)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
