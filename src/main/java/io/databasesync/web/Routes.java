package io.databasesync.web;

import io.databasesync.web.Route.Handler;
import io.databasesync.web.Route.Result;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.SyncView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The route table: every path of the API, with everything that a request to it may contain.
final class Routes {
    static final String API = "/api/v1";
    static final String STREAM = API + "/events";
    static final String ALIAS = "/api/database/sync";
    private static final String SYNC = API + "/namespaces/{namespace}/syncs/{name}";
    private static final String RUN = API + "/namespaces/{namespace}/runs/{name}";

    private static final String WORD = "[A-Za-z]{1,32}";
    private static final Parameter IN_NAMESPACE =
            Parameter.query("namespace", "Only objects of this namespace.", "[a-z0-9-]{1,63}");
    private static final Parameter STATE = Parameter.query("state", "Only objects in this state or phase.", WORD);
    private static final Parameter TEXT = Parameter.query(
            "text", "Only objects whose namespace, name or database contains it.", "[^\\p{Cntrl}]{1,100}");
    private static final Parameter LIMIT =
            Parameter.query("limit", "How many objects a page has, at most 500. Default: 100.", "[1-9][0-9]{0,2}");
    private static final Parameter CURSOR =
            Parameter.query("cursor", "The field next of the page before.", "[a-z0-9/-]{1,160}");
    private static final Parameter IF_MATCH =
            Parameter.header("If-Match", "The ETag of the object that the person saw.", "\"[!-~&&[^\"]]{1,100}\"");
    private static final Parameter KEY = Parameter.header(
            "Idempotency-Key",
            "Any text that belongs to one click. The same key again gives the same run.",
            "[A-Za-z0-9._~-]{8,64}");
    private static final Parameter LAST_EVENT =
            Parameter.header("Last-Event-ID", "The last event that the page has.", "[A-Za-z0-9_-]{1,64}");

    private Routes() {}

    static List<Route> table(Api api) {
        List<Route> table = new ArrayList<>(session(api));
        table.addAll(lists(api));
        table.addAll(ofSync(api));
        table.addAll(ofRun(api));
        table.addAll(aliases(api));
        return List.copyOf(table);
    }

    private static List<Route> session(Api api) {
        return List.of(
                get(API + "/session", "Who is logged in, and what this server is", Session.class, api::session),
                write("POST", API + "/session", "Exchanges the code of the printed address for a token")
                        .body(Bodies.Code.class)
                        .answers(200, Session.Token.class, api::exchange, 404, 413, 415),
                write("DELETE", API + "/session", "Forgets the token").answers(204, null, api::forget),
                new Route(
                        "GET",
                        API + "/openapi.json",
                        "This document",
                        List.of(),
                        null,
                        List.of(new Result(200, Result.JSON, null)),
                        List.of(),
                        api::openApi),
                new Route(
                        "GET",
                        "/badge/{namespace}/{file}",
                        "The state of a sync as a picture, if its owner made it public",
                        List.of(
                                Parameter.namespace(),
                                Parameter.path("file", "NAME.svg", "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.svg")),
                        null,
                        List.of(new Result(200, "image/svg+xml", null)),
                        List.of(404),
                        api::badge));
    }

    private static List<Route> lists(Api api) {
        return List.of(
                get(
                        API + "/syncs",
                        "The syncs that the caller sees",
                        Pages.Syncs.class,
                        api::syncs,
                        IN_NAMESPACE,
                        STATE,
                        TEXT,
                        LIMIT,
                        CURSOR),
                get(
                        API + "/runs",
                        "The runs that the caller sees, newest first",
                        Pages.Runs.class,
                        api::runs,
                        IN_NAMESPACE,
                        Parameter.query("sync", "Only runs of this sync.", "[a-z0-9-]{1,63}"),
                        STATE,
                        LIMIT,
                        CURSOR),
                new Route(
                        "GET",
                        STREAM,
                        "Every change that the caller sees, as Server-Sent Events",
                        List.of(LAST_EVENT),
                        null,
                        List.of(new Result(200, "text/event-stream", null)),
                        List.of(),
                        api::stream));
    }

    private static List<Route> ofSync(Api api) {
        Parameter name = Parameter.name("sync");
        return List.of(
                get(SYNC, "A sync, and what the caller may do with it", Pages.SyncPage.class, api::sync, name),
                get(SYNC + "/history", "Its runs that have ended", Pages.History.class, api::history, name),
                get(SYNC + "/events", "The events of it and of its runs", Pages.Events.class, api::events, name),
                write("POST", SYNC + "/runs", "Starts a run: a sync, a plan, a comparison or a rollback", name, KEY)
                        .body(Bodies.Start.class)
                        .also(Result.json(200, RunView.class))
                        .answers(201, RunView.class, api::start, 404, 409, 413, 415, 422),
                write("PUT", SYNC + "/suspend", "Suspends it, or lets it run by itself again", name, IF_MATCH)
                        .body(Bodies.Suspend.class)
                        .answers(200, SyncView.class, api::suspend, 404, 409, 412, 413, 415, 422),
                write("POST", SYNC + "/repin", "Allows it to use other databases from now on", name, IF_MATCH)
                        .answers(200, SyncView.class, api::repin, 404, 409, 412, 422));
    }

    private static List<Route> ofRun(Api api) {
        Parameter name = Parameter.name("run");
        return List.of(
                get(RUN, "A run", RunView.class, api::run, name),
                get(RUN + "/plan", "Its plan", PlanView.class, api::plan, name),
                get(RUN + "/samples", "Its figures over time", Pages.Samples.class, api::samples, name),
                get(RUN + "/log", "The last lines of its newest pod's log", Pages.Log.class, api::log, name),
                write("POST", RUN + "/cancel", "Stops it", name, IF_MATCH)
                        .answers(200, RunView.class, api::cancel, 404, 409, 412, 422),
                write("POST", RUN + "/approve", "Approves its plan", name)
                        .body(Bodies.Approve.class)
                        .answers(200, RunView.class, api::approve, 404, 409, 413, 415, 422));
    }

    private static List<Route> aliases(Api api) {
        Parameter id = Parameter.path(
                "id", "NAMESPACE:RUN, or the run alone on a laptop.", "([a-z0-9-]{1,63}:)?[a-z0-9-]{1,63}");
        return List.of(
                write("POST", ALIAS, "The same as starting a run", KEY)
                        .body(Bodies.StartByAlias.class)
                        .also(Result.json(200, RunView.class))
                        .answers(201, RunView.class, api::startByAlias, 404, 409, 413, 415, 422),
                get(
                        ALIAS + "/history",
                        "The same as the list of runs",
                        Pages.Runs.class,
                        api::runs,
                        IN_NAMESPACE,
                        LIMIT,
                        CURSOR),
                get(ALIAS + "/{id}", "The same as a run", RunView.class, api::runByAlias, id),
                write("DELETE", ALIAS + "/{id}", "The same as stopping a run: it deletes nothing", id)
                        .answers(200, RunView.class, api::cancelByAlias, 404, 409, 422));
    }

    private static Route get(String path, String summary, Class<?> result, Handler handler, Parameter... parameters) {
        return new Route(
                "GET",
                path,
                summary,
                withNamespace(path, List.of(parameters)),
                null,
                List.of(Result.json(200, result)),
                path.contains("{") ? List.of(404) : List.of(),
                handler);
    }

    private static List<Parameter> withNamespace(String path, List<Parameter> parameters) {
        return path.contains("{namespace}")
                ? Stream.concat(Stream.of(Parameter.namespace()), parameters.stream())
                        .toList()
                : parameters;
    }

    private static Write write(String method, String path, String summary, Parameter... parameters) {
        List<Parameter> all = new ArrayList<>(withNamespace(path, List.of(parameters)));
        all.add(Route.WRITES);
        return new Write(method, path, summary, all, null, List.of());
    }

    /// A route that changes something, while it is put together.
    private record Write(
            String method,
            String path,
            String summary,
            List<Parameter> parameters,
            @Nullable Class<?> body,
            List<Result> others) {
        Write body(Class<?> record) {
            return new Write(method, path, summary, parameters, record, others);
        }

        Write also(Result result) {
            return new Write(method, path, summary, parameters, body, List.of(result));
        }

        Route answers(int status, @Nullable Class<?> result, Handler handler, Integer... errors) {
            Result main = new Result(status, Result.JSON, result);
            return new Route(
                    method,
                    path,
                    summary,
                    parameters,
                    body,
                    Stream.concat(Stream.of(main), others.stream()).toList(),
                    List.of(errors),
                    handler);
        }
    }
}
