package io.databasesync.web.api;

import org.jspecify.annotations.Nullable;

/// What one caller asks for. Every call uses the rights of the caller and no others.
///
/// Every method throws a [Refusal]: 401 if the token is not valid, 403 if a right is missing, 404 if there is no such
/// object, 503 if the cluster does not answer.
public interface Caller {
    /// A name for limits and caches. It says nothing about the token.
    String id();

    Session session();

    /// Whether the caller may list the objects of a namespace. The answer is at most 30 seconds old.
    boolean sees(Kind kind, String namespace);

    Pages.SyncPage sync(String namespace, String name);

    Pages.History history(String namespace, String name);

    Pages.Events events(String namespace, String name);

    /// @param version the version to change; null for any. Throws 412 if the sync has another one.
    SyncView suspend(String namespace, String name, boolean suspend, @Nullable String version);

    /// Allows a sync to use other databases from now on.
    ///
    /// @param version as for [#suspend]
    SyncView repin(String namespace, String name, @Nullable String version);

    /// Starts a run.
    ///
    /// @param key makes a second request with the same key give the same run; null for no key. Throws 422 if the
    /// first request with it was another one, 409 if a run is under way that somebody else started
    Started start(String namespace, String name, Bodies.Start start, @Nullable String key);

    RunView run(String namespace, String name);

    PlanView plan(String namespace, String name);

    Pages.Log log(String namespace, String name);

    /// @param version as for [#suspend]
    RunView cancel(String namespace, String name, @Nullable String version);

    /// Approves exactly the plan with this hash.
    RunView approve(String namespace, String name, String plan);

    /// @param created whether this request created the run
    record Started(RunView run, boolean created) {}
}
