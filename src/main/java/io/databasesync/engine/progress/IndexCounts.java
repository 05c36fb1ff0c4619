package io.databasesync.engine.progress;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.sync.Progress.Count;
import java.util.List;

/// The indexes of a run that are planned, in work and built. Callers synchronize access.
final class IndexCounts {
    private final Workload work;
    private final CurrentWork current;
    private int done;
    private int total;

    /// @param work gets the cost of each index
    /// @param current names those in work
    IndexCounts(Workload work, CurrentWork current) {
        this.work = work;
        this.current = current;
    }

    /// Plans a number of indexes, before their builds are known.
    void plan(int indexes) {
        total = indexes;
    }

    void plan(List<IndexBuild> builds) {
        work.planIndexes(builds.stream().mapToLong(IndexBuild::cost).sum());
    }

    void begin(IndexBuild build) {
        current.begin(build.name());
        work.building(build);
    }

    /// Takes the server's report about a build.
    ///
    /// @return whether the build has not ended yet
    boolean building(IndexBuild build, double share, String step) {
        if (!current.includes(build.name())) {
            return false;
        }
        work.building(build, share);
        current.note(build.name(), step.isEmpty() ? "" : " (" + step + ")");
        return true;
    }

    void done(IndexBuild build) {
        work.done(build);
        count(build);
    }

    /// Counts an index that exists already.
    void kept(IndexBuild build) {
        work.kept(build);
        count(build);
    }

    private void count(IndexBuild build) {
        done++;
        current.end(build.name());
    }

    Count count() {
        return new Count(done, total);
    }
}
