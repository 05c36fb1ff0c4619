package io.databasesync.testing;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Plan.Database;
import io.databasesync.sync.Plan.Estimate;
import io.databasesync.sync.Plan.PlannedSequence;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Space;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A plan of one large table to replace and a small one to create. A test changes only the values that matter to it.
public final class PlanExample {
    public static final PlannedTable PAGES = new PlannedTable(
            new TableName("public", "pages"),
            new Size(218_714, 1_400_000_000, 300_000_000),
            new Size(1000, 8_000_000, 2_000_000),
            true,
            4,
            5,
            "c01");
    public static final PlannedTable TAGS =
            new PlannedTable(new TableName("public", "tags"), new Size(-1, 8192, 16384), null, false, 1, 1, "c02");

    private List<PlannedTable> tables = List.of(PAGES, TAGS);
    private ChosenMode mode = ChosenMode.Swap;
    private List<String> modeReasons = List.of();
    private List<Warning> warnings = List.of();
    private List<Blocker> blockers = List.of();
    private @Nullable String targetIs;

    public PlanExample tables(PlannedTable... choice) {
        tables = List.of(choice);
        return this;
    }

    public PlanExample targetIs(String environment) {
        targetIs = environment;
        return this;
    }

    public PlanExample inPlace(String... because) {
        mode = ChosenMode.InPlace;
        modeReasons = List.of(because);
        return this;
    }

    public PlanExample warnings(Warning... choice) {
        warnings = List.of(choice);
        return this;
    }

    public PlanExample blockers(Blocker... choice) {
        blockers = List.of(choice);
        return this;
    }

    public Plan plan() {
        return new Plan(
                Direction.RemoteToLocal,
                new Database("app", "remote:5432", "reader", "17.6", "7412/16384", 2_000_000_000),
                new Database("app", "local:5432", "app", "15.19", "7413/5", 1_000_000_000, targetIs),
                mode,
                modeReasons,
                tables,
                List.of(new PlannedSequence(new TableName("public", "page_seq"), false)),
                List.of(new TableName("public", "secrets")),
                List.of(),
                warnings,
                blockers,
                List.of(),
                new Estimate(
                        Duration.ofSeconds(34), "a test's", new Space(1_400_008_192, 300_016_384, 500_000_000, null)));
    }
}
