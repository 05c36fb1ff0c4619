package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/// Does the work of a pod's worker container.
@FunctionalInterface
public interface PodRunner {
    /// Called on a thread of its own, once per pod.
    ///
    /// @return the exit code; an exception means 137
    int run(Container container) throws Exception;

    /// The container's view of its environment.
    interface Container {
        Pod pod();

        /// A directory that stands for `/`. It contains the mounted Secrets at their mount paths.
        Path root();

        /// Sets the text of `/dev/termination-log`.
        void lastWords(String message);

        /// Calls the action when the pod is deleted, as SIGTERM would; at once if it already is.
        void onStop(Runnable action);
    }
}
