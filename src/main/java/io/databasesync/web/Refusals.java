package io.databasesync.web;

import io.databasesync.sync.Reason;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;

/// The refusals of the server itself.
final class Refusals {
    private Refusals() {}

    static Refusal parameter(String name, String why) {
        return Why.of(400, "parameter %s %s".formatted(name, why))
                .withField(name)
                .withReason(Reason.InvalidSpec.name())
                .refusal();
    }

    static Refusal field(String name, String why) {
        return Why.of(400, "field %s: %s".formatted(name, why))
                .withField(name)
                .withReason(Reason.InvalidSpec.name())
                .refusal();
    }

    static Refusal header(String name, int status, String why) {
        return Why.of(status, "header %s %s".formatted(name, why))
                .withField(name)
                .refusal();
    }

    static Refusal later(String what, int seconds) {
        return Why.of(429, what)
                .withRetryAfter(seconds)
                .withFix("try again in %d s".formatted(seconds))
                .refusal();
    }
}
