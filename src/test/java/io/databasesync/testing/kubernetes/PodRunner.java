package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/// Does what a pod's worker container would do.
@FunctionalInterface
public interface PodRunner {
    /// Called on a thread of its own, once per pod.
    ///
    /// @return the exit code; a throw is 137
    int run(Container container) throws Exception;

    /// What the container sees of the world.
    interface Container {
        Pod pod();

        /// A directory that stands for `/`: the mounted Secrets are below it, at their mount paths.
        Path root();

        /// What would be written to `/dev/termination-log`.
        void lastWords(String message);

        /// Calls back when the pod is deleted, as SIGTERM would; at once if it already is.
        void onStop(Runnable action);
    }
}
