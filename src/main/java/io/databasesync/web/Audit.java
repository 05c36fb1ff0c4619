package io.databasesync.web;

import com.sun.net.httpserver.HttpExchange;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each request that wants to change something, refused ones too. A path has only plain characters, so
/// that nobody can forge a line.
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("io.databasesync.audit");

    private Audit() {}

    static void write(HttpExchange exchange, @Nullable Caller caller, int status) {
        LOG.info(
                "{} asked {} {}: {}",
                name(caller),
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                status);
    }

    private static String name(@Nullable Caller caller) {
        if (caller == null) {
            return "somebody";
        }
        try {
            return Texts.printable(caller.session().user());
        } catch (Refusal _) {
            return "somebody unknown";
        }
    }
}
