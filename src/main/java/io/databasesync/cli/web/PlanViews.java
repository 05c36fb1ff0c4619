package io.databasesync.cli.web;

import io.databasesync.api.PlanStatus;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.PlanView.Blocker;
import io.databasesync.web.api.PlanView.Database;
import io.databasesync.web.api.PlanView.Fix;
import io.databasesync.web.api.PlanView.Table;
import io.databasesync.web.api.PlanView.Totals;
import org.jspecify.annotations.Nullable;

/// Plans, as the web server shows them.
public final class PlanViews {
    private PlanViews() {}

    public static PlanView of(PlanStatus plan) {
        return new PlanView(
                plan.hash(),
                plan.direction(),
                plan.words(),
                database(plan.source()),
                database(plan.target()),
                plan.mode(),
                plan.modeReasons(),
                totals(plan.totals()),
                plan.tables().stream().map(PlanViews::table).toList(),
                plan.excluded(),
                plan.drift(),
                plan.warnings(),
                plan.blockers().stream().map(PlanViews::blocker).toList(),
                plan.notes(),
                plan.estimate() == null ? null : plan.estimate().durationSeconds(),
                plan.estimate() == null ? null : plan.estimate().basis(),
                plan.space() == null ? null : plan.space().neededBytes());
    }

    private static Database database(PlanStatus.Database database) {
        return new Database(
                database.database(),
                database.hosts(),
                database.role(),
                database.version(),
                database.bytes(),
                database.environment());
    }

    private static Totals totals(PlanStatus.Totals totals) {
        return new Totals(
                totals.tables(),
                totals.created(),
                totals.rows(),
                totals.bytes(),
                totals.targetRows(),
                totals.targetBytes(),
                totals.indexes(),
                totals.drift(),
                totals.warnings(),
                totals.blockers());
    }

    private static Table table(PlanStatus.Table table) {
        PlanStatus.@Nullable Content target = table.target();
        return new Table(
                table.name(),
                table.action(),
                table.source().rows(),
                table.source().bytes(),
                target == null ? null : target.rows(),
                target == null ? null : target.bytes(),
                table.indexes(),
                table.way(),
                table.reason());
    }

    private static Blocker blocker(PlanStatus.Blocker blocker) {
        return new Blocker(blocker.reason(), blocker.message(), blocker.object(), fix(blocker.fix()));
    }

    private static @Nullable Fix fix(PlanStatus.@Nullable Fix fix) {
        return fix == null ? null : new Fix(fix.first(), fix.statements(), fix.side(), fix.advice());
    }
}
