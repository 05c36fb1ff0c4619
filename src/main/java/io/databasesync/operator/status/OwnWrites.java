package io.databasesync.operator.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The versions that the operator's own writes have made. The cache may show an older one for a moment, also after it
/// was told: what is decided about that was written already.
final class OwnWrites {
    private static final int MANY = 10_000;

    private final Map<String, BigInteger> versions = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BigInteger> eldest) {
            return size() > MANY;
        }
    };

    /// @param written the resource as the server answered
    synchronized void wrote(HasMetadata written) {
        BigInteger version = version(written);
        if (version != null) {
            versions.put(uid(written), version);
        }
    }

    /// Whether the operator has written the resource after the version that was read.
    synchronized boolean after(HasMetadata read) {
        BigInteger written = versions.get(uid(read));
        BigInteger version = version(read);
        return written != null && version != null && version.compareTo(written) < 0;
    }

    /// A version that is no number, as no API server makes it, has no order.
    private static @Nullable BigInteger version(HasMetadata resource) {
        String version = Objects.requireNonNullElse(resource.getMetadata().getResourceVersion(), "");
        return version.matches("\\d+") ? new BigInteger(version) : null;
    }

    private static String uid(HasMetadata resource) {
        return Objects.requireNonNullElse(resource.getMetadata().getUid(), "");
    }
}
