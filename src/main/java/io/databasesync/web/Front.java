package io.databasesync.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.databasesync.sync.Reason;
import io.databasesync.web.Assets.Asset;
import io.databasesync.web.Router.Match;
import io.databasesync.web.Router.MethodNotAllowed;
import io.databasesync.web.api.Access;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers every request: the guard first, then the files of the page, then the route table.
final class Front implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
    private static final int INTERNAL_ERROR = 500;
    private static final String EVERYBODY = "everybody";

    private final Guard guard;
    private final Router router;
    private final Tokens tokens;
    private final Rates rates;
    private final Access access;
    private final Assets assets;
    private final Streams streams;
    private final Responses responses;

    Front(WebSettings settings, Access access, Board board, Streams streams) {
        this.guard = new Guard(settings);
        this.assets = new Assets();
        this.router = new Router(Routes.table(new Api(access, board, assets, settings.badges())));
        this.tokens = new Tokens(settings.tokenHeader());
        this.rates = new Rates(settings.requestsPerSecond());
        this.access = access;
        this.streams = streams;
        this.responses = new Responses(settings);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            responses.secure(exchange);
            try {
                respond(exchange);
            } catch (Refusal e) {
                responses.problem(exchange, e.why(), Map.of());
            } catch (MethodNotAllowed e) {
                Why why = Why.of(
                        405, "this path does not take %s".formatted(Texts.printable(exchange.getRequestMethod())));
                responses.problem(exchange, why, Map.of("Allow", e.allow()));
            } catch (RuntimeException e) {
                LOG.error("a request to the web server failed", e);
                Why why = Why.of(INTERNAL_ERROR, "a bug in databasesync").withReason(Reason.InternalError.name());
                responses.problem(exchange, why, Map.of());
            }
        }
    }

    private void respond(HttpExchange exchange) throws IOException {
        guard.check(exchange);
        List<String> segments = Router.segments(exchange.getRequestURI());
        String method = exchange.getRequestMethod();
        if (!METHODS.contains(method)) {
            throw new MethodNotAllowed("GET, HEAD");
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        Optional<Asset> asset = assets.find("/" + String.join("/", segments));
        if (asset.isPresent()) {
            if (!reads) {
                throw new MethodNotAllowed("GET, HEAD");
            }
            responses.asset(exchange, asset.get());
            return;
        }
        Match match = router.find(method.equals("HEAD") ? "GET" : method, segments)
                .orElseThrow(() -> Refusal.of(404, "there is no such path"));
        if (match.route().path().startsWith("/api/")) {
            guard.sameSite(exchange, match.route().writes());
        }
        answer(exchange, match);
    }

    private void answer(HttpExchange exchange, Match match) throws IOException {
        Route route = match.route();
        String token = route.open() ? "" : tokens.token(exchange.getRequestHeaders());
        Caller caller = route.open() ? null : access.caller(token);
        rates.take(caller == null ? EVERYBODY : caller.id());
        if (!route.writes()) {
            respond(exchange, call(exchange, match, token, caller), route);
            return;
        }
        int status = INTERNAL_ERROR; // a bug has no refusal
        try {
            respond(exchange, call(exchange, match, token, caller), route);
            status = exchange.getResponseCode();
        } catch (Refusal refusal) {
            status = refusal.why().status();
            throw refusal;
        } finally {
            Audit.write(exchange, caller, status);
        }
    }

    private static Call call(HttpExchange exchange, Match match, String token, @Nullable Caller caller)
            throws IOException {
        Object body = Requests.body(match.route(), exchange);
        return new Call(Requests.values(match, exchange), body, token, caller);
    }

    private void respond(HttpExchange exchange, Call call, Route route) throws IOException {
        switch (route.handler().handle(call)) {
            case Answer.Json json -> responses.json(exchange, json);
            case Answer.Text text -> responses.text(exchange, text);
            case Answer.Empty empty -> responses.empty(exchange, empty);
            case Answer.Stream stream -> streams.serve(exchange, call.who(), stream.lastEvent());
        }
    }
}
