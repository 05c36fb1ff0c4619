package io.databasesync.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/// The image of this build, brought into the cluster.
final class BuiltImage {
    private static final Path ARCHIVE = Path.of("target/jib-image.tar");
    private static final Path LOCK = Path.of("target/jib-image.lock");

    private BuiltImage() {}

    /// Skips the test, and says what to set, where there is no way to bring it there.
    ///
    /// @return its name as a pod spells it
    static String load() {
        String there = System.getenv("DBSYNC_TEST_IMAGE");
        if (there != null) {
            return there;
        }
        if (!Files.exists(ARCHIVE)) {
            throw skipped(
                    "there is no %s; set DBSYNC_JRE_BASE_TAR to the archive of a Java image, and the build makes it"
                            .formatted(ARCHIVE));
        }
        Path loader = Path.of(
                Optional.ofNullable(System.getenv("DBSYNC_IMAGE_LOADER")).orElse("../shared/infra/load"));
        if (!Files.isExecutable(loader)) {
            throw skipped("there is no program %s; set DBSYNC_IMAGE_LOADER to one".formatted(loader)
                    + " that loads its argument, an image's archive, into the cluster and prints the image's name");
        }
        return load(loader);
    }

    /// One JVM after the other: loaders do not expect a second one with the same image.
    private static String load(Path loader) {
        try (FileChannel file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            Process process = new ProcessBuilder(loader.toString(), ARCHIVE.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "%s %s exited with %d: %s".formatted(loader, ARCHIVE, process.exitValue(), printed));
            }
            return printed.lines().reduce((_, last) -> last).orElseThrow().strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + loader, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static TestAbortedException skipped(String why) {
        String what = why + "; or set DBSYNC_TEST_IMAGE to an image that the cluster can pull";
        System.err.println("NOT RUN: syncs in a cluster: " + what);
        return new TestAbortedException(what);
    }
}
