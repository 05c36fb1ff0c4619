package io.databasesync.web;

import io.databasesync.sync.Phase;
import io.databasesync.web.api.SyncView;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The picture of a sync's state for a README. It is the same for a sync that does not exist and for one that its
/// owner has not made public.
final class Badge {
    private static final int CHARACTER = 7;
    private static final String WAITS = "waits for approval";

    private Badge() {}

    static byte[] svg(Optional<SyncView> sync) {
        String word = sync.map(Badge::word).orElse("unknown");
        String colour = switch (word) {
            case "ready" -> "#1a7f37";
            case "failed" -> "#b42318";
            case "running" -> "#0b5cad";
            case WAITS, "too old", "differs" -> "#8a5a00";
            default -> "#5b636d";
        };
        int left = 34;
        int right = word.length() * CHARACTER + 14;
        String svg = """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="sync: %2$s">\
                <title>sync: %2$s</title>\
                <rect width="%3$d" height="20" fill="#3b4148"/><rect x="%3$d" width="%4$d" height="20" fill="%5$s"/>\
                <g fill="#fff" font-family="Verdana,sans-serif" font-size="11">\
                <text x="4" y="14">sync</text><text x="%6$d" y="14" text-anchor="middle">%2$s</text></g></svg>
                """.formatted(left + right, word, left, right, colour, left + right / 2);
        return svg.getBytes(StandardCharsets.UTF_8);
    }

    // only words of our own, never a text of the object; the same as the page has
    private static String word(SyncView sync) {
        if (sync.activeRun() != null) {
            return sync.state().equals(Phase.AwaitingApproval.name()) ? WAITS : "running";
        }
        if (sync.suspended()) {
            return "suspended";
        }
        if (Boolean.FALSE.equals(sync.fresh())) {
            return "too old";
        }
        if (Boolean.FALSE.equals(sync.inSync())) {
            return "differs";
        }
        if (Boolean.TRUE.equals(sync.ready())) {
            return "ready";
        }
        return switch (sync.state()) {
            case "RolledBack" -> "rolled back";
            case "Cancelled" -> "cancelled";
            case "Failed", "Blocked" -> "failed";
            default -> "unknown";
        };
    }
}
