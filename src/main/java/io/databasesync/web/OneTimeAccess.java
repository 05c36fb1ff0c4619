package io.databasesync.web;

import io.databasesync.web.api.Access;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way in on a laptop: one person, who has the code of the printed address. The code works once and for a minute.
/// No cookie: a cookie does not know ports, so any other program on this computer would get it.
public final class OneTimeAccess implements Access {
    private static final int BITS = 128;
    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final int TOKENS = 16;

    private final Caller person;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final List<byte[]> tokens = new ArrayList<>();
    private byte @Nullable [] code;
    private Instant until = Instant.EPOCH;

    /// @param person what the person may do
    public OneTimeAccess(Caller person, InstantSource clock) {
        this.person = person;
        this.clock = clock;
    }

    /// A new code. The one before is dead.
    public synchronized String newCode() {
        String text = secret();
        code = bytes(text);
        until = clock.instant().plus(LIFE);
        return text;
    }

    @Override
    public synchronized Caller caller(String token) {
        byte[] sent = bytes(token);
        boolean known = false;
        for (byte[] each : tokens) {
            known |= MessageDigest.isEqual(each, sent);
        }
        if (!known) {
            throw refused("this token is not one of this server");
        }
        return person;
    }

    @Override
    public synchronized Session.Token exchange(String sent) {
        byte[] wanted = code;
        boolean right = wanted != null && MessageDigest.isEqual(wanted, bytes(sent));
        boolean late = clock.instant().isAfter(until);
        code = null; // a wrong guess ends it too
        if (!right || late) {
            throw refused("this code is wrong, old, or was used before");
        }
        String token = secret();
        tokens.add(bytes(token));
        if (tokens.size() > TOKENS) {
            tokens.removeFirst();
        }
        return new Session.Token(token);
    }

    @Override
    public synchronized void forget(String token) {
        byte[] sent = bytes(token);
        tokens.removeIf(each -> MessageDigest.isEqual(each, sent));
    }

    private String secret() {
        byte[] bytes = new byte[BITS / Byte.SIZE];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal refused(String detail) {
        return Why.of(401, detail)
                .withFix("press Enter in the terminal of dbsync web for a new address")
                .refusal();
    }
}
