package io.databasesync.web;

import io.databasesync.sync.Operation;
import io.databasesync.web.api.Access;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller.Started;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.Session;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// The answers of all routes. Lists come from the board, everything else from the cluster or the engine with the
/// rights of the caller.
final class Api {
    static final String EVENT = "X-Dbsync-Event";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int NOTE = 200;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{12,64}");

    private final Access access;
    private final Board board;
    private final Assets assets;
    private final boolean badges;

    Api(Access access, Board board, Assets assets, boolean badges) {
        this.access = access;
        this.board = board;
        this.assets = assets;
        this.badges = badges;
    }

    Answer session(Call call) {
        return Answer.ok(call.who().session());
    }

    Answer exchange(Call call) {
        return Answer.ok(access.exchange(
                Objects.requireNonNullElse(call.body(Bodies.Code.class).code(), "")));
    }

    Answer forget(Call call) {
        access.forget(call.token());
        return new Answer.Empty(204, Map.of());
    }

    Answer openApi(Call call) {
        return assets.openApi();
    }

    Answer badge(Call call) {
        if (!badges) {
            throw Refusal.of(404, "this server shows no badges");
        }
        String name = call.required("file").replace(".svg", "");
        return new Answer.Text(
                "image/svg+xml", new Blob(Badge.svg(board.shownToEverybody(call.namespace(), name))), Map.of());
    }

    Answer syncs(Call call) {
        String event = board.lastEvent(); // before the list: a change in between comes again with the stream
        return new Answer.Json(200, board.syncs(call.who(), query(call)), Map.of(EVENT, event));
    }

    Answer runs(Call call) {
        String event = board.lastEvent();
        return new Answer.Json(200, board.runs(call.who(), query(call)), Map.of(EVENT, event));
    }

    private static Query query(Call call) {
        int limit = call.value("limit").map(Integer::parseInt).orElse(DEFAULT_LIMIT);
        if (limit > MAX_LIMIT) {
            throw Refusals.parameter("limit", "is more than " + MAX_LIMIT);
        }
        return new Query(
                call.value("namespace").orElse(""),
                call.value("sync").orElse(""),
                call.value("state").orElse(""),
                call.value("text").orElse(""),
                limit,
                call.value("cursor").orElse(""));
    }

    Answer stream(Call call) {
        return new Answer.Stream(call.value("Last-Event-ID").orElse(""));
    }

    Answer sync(Call call) {
        return Answer.ok(call.who().sync(call.namespace(), call.name()));
    }

    Answer history(Call call) {
        return Answer.ok(call.who().history(call.namespace(), call.name()));
    }

    Answer events(Call call) {
        return Answer.ok(call.who().events(call.namespace(), call.name()));
    }

    Answer start(Call call) {
        return start(call, call.namespace(), call.name(), call.body(Bodies.Start.class));
    }

    private static Answer start(Call call, String namespace, String sync, Bodies.Start start) {
        check(start);
        Started started = call.who()
                .start(namespace, sync, start, call.value("Idempotency-Key").orElse(null));
        RunView run = started.run();
        return started.created()
                ? new Answer.Json(
                        201,
                        run,
                        Map.of(
                                "Location",
                                Routes.API + "/namespaces/%s/runs/%s".formatted(run.namespace(), run.name())))
                : Answer.ok(run);
    }

    private static void check(Bodies.Start start) {
        if (start.operation() == null) {
            throw Refusals.field("operation", "is missing");
        }
        if (start.approvedPlan() != null && start.operation() != Operation.Sync) {
            throw Refusals.field("approvedPlan", "only a Sync carries out a plan; leave it out");
        }
        if (start.approvedPlan() != null && !HASH.matcher(start.approvedPlan()).matches()) {
            throw Refusals.field("approvedPlan", "is not the hash of a plan");
        }
        if (start.note() != null && (start.note().length() > NOTE || !Texts.plain(start.note()))) {
            throw Refusals.field("note", "has odd characters, or more than %d".formatted(NOTE));
        }
    }

    Answer suspend(Call call) {
        Boolean suspend = call.body(Bodies.Suspend.class).suspend();
        if (suspend == null) {
            throw Refusals.field("suspend", "is missing");
        }
        return Answer.ok(call.who().suspend(call.namespace(), call.name(), suspend, call.version()));
    }

    Answer repin(Call call) {
        return Answer.ok(call.who().repin(call.namespace(), call.name(), call.version()));
    }

    Answer run(Call call) {
        return Answer.ok(call.who().run(call.namespace(), call.name()));
    }

    Answer plan(Call call) {
        return Answer.ok(call.who().plan(call.namespace(), call.name()));
    }

    Answer samples(Call call) {
        return Answer.ok(board.samples(call.who(), call.namespace(), call.name()));
    }

    Answer log(Call call) {
        return Answer.ok(call.who().log(call.namespace(), call.name()));
    }

    Answer cancel(Call call) {
        return Answer.ok(call.who().cancel(call.namespace(), call.name(), call.version()));
    }

    Answer approve(Call call) {
        String plan = call.body(Bodies.Approve.class).plan();
        if (plan == null || !HASH.matcher(plan).matches()) {
            throw Refusals.field("plan", "is not the hash of a plan");
        }
        return Answer.ok(call.who().approve(call.namespace(), call.name(), plan));
    }

    Answer startByAlias(Call call) {
        Bodies.StartByAlias body = call.body(Bodies.StartByAlias.class);
        Session session = call.who().session();
        String namespace = Objects.requireNonNullElseGet(body.namespace(), () -> own(session, "namespace"));
        String sync = Objects.requireNonNullElseGet(body.sync(), () -> board.only(call.who(), namespace));
        check("namespace", namespace);
        check("sync", sync);
        Operation operation = Objects.requireNonNullElse(body.operation(), Operation.Sync);
        return start(call, namespace, sync, new Bodies.Start(operation, body.approvedPlan(), null));
    }

    private static void check(String field, String name) {
        if (!Parameter.namespace().pattern().matcher(name).matches()) {
            throw Refusals.field(field, "is not a name; write lower case letters, digits and -, at most 63");
        }
    }

    Answer runByAlias(Call call) {
        List<String> id = alias(call);
        return Answer.ok(call.who().run(id.getFirst(), id.getLast()));
    }

    Answer cancelByAlias(Call call) {
        List<String> id = alias(call);
        return Answer.ok(call.who().cancel(id.getFirst(), id.getLast(), null));
    }

    private static List<String> alias(Call call) {
        String id = call.required("id");
        int colon = id.indexOf(':');
        return colon < 0
                ? List.of(own(call.who().session(), "id"), id)
                : List.of(id.substring(0, colon), id.substring(colon + 1));
    }

    private static String own(Session session, String field) {
        if (session.namespace() == null) {
            throw Refusals.field(field, "has to name the namespace");
        }
        return session.namespace();
    }
}
