package io.databasesync.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// How a test class uses the cluster: beside the classes of the other JVM, or alone. A class that is alone waits until
/// the class beside it has ended, and the next one waits for it.
final class ClusterShare implements BeforeAllCallback, AfterAllCallback {
    private static final Path LOCK = Path.of("target/cluster.lock");

    private final boolean beside;
    private @Nullable FileChannel lock;

    private ClusterShare(boolean beside) {
        this.beside = beside;
    }

    static ClusterShare besideOthers() {
        return new ClusterShare(true);
    }

    static ClusterShare alone() {
        return new ClusterShare(false);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Files.createDirectories(LOCK.toAbsolutePath().getParent());
        lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Objects.requireNonNull(lock.lock(0, Long.MAX_VALUE, beside));
    }

    /// Closing the file gives the lock back.
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
