package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// The intent that one database holds the content of another one. The operator makes a [DatabaseSyncRun] for
/// every distinct *what*.
///
/// `kubectl get` shows the columns in the order of this class.
@Group(DatabaseSync.GROUP)
@Version(DatabaseSync.VERSION)
@Kind("DatabaseSync")
@ShortNames("dbsync")
@JsonClassDescription(
        "A DatabaseSync makes one PostgreSQL database hold exactly what another one holds, for a chosen set of tables,"
                + " in the direction that spec.direction says. Readers of the target see the old content, then the new"
                + " content, never a mix.")
@AdditionalPrinterColumn(
        name = "Phase",
        jsonPath = ".status.phase",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Phase of the active run, or how the last run ended")
@AdditionalPrinterColumn(
        name = "Percent",
        jsonPath = ".status.percent",
        type = AdditionalPrinterColumn.Type.INTEGER,
        getDescription = "Percentage of the active or last run")
@AdditionalPrinterColumn(
        name = "Tables",
        jsonPath = ".status.tables",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Tables copied, of all tables")
@AdditionalPrinterColumn(
        name = "Rate",
        jsonPath = ".status.rate",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Rate of the copy")
@AdditionalPrinterColumn(
        name = "ETA",
        jsonPath = ".status.remaining",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Estimated time until the active run ends")
@AdditionalPrinterColumn(
        name = "Last-Success",
        jsonPath = ".status.lastSuccessTime",
        type = AdditionalPrinterColumn.Type.DATE,
        getDescription = "Time since new content was published")
@AdditionalPrinterColumn(
        name = "Next",
        jsonPath = ".status.nextScheduleTime",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "When the schedule starts the next run")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Whether the target holds what this resource asks for")
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Why it is ready, or why not")
@AdditionalPrinterColumn(
        name = "Direction",
        jsonPath = ".spec.direction",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Which side is the target",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Run",
        jsonPath = ".status.activeRun",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "The active run",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Waiting",
        jsonPath = ".status.waitingRuns",
        type = AdditionalPrinterColumn.Type.INTEGER,
        getDescription = "Runs that wait for another one",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.message",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "What the run does, or why it failed",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE,
        getDescription = "Time since creation")
@ValidationRule(
        value = "size(self.metadata.name) <= 54 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
        message = "metadata.name must be at most 54 lower case letters, digits and dashes: runs, Jobs and labels"
                + " are named after it, with a suffix")
public final class DatabaseSync extends CustomResource<DatabaseSyncSpec, DatabaseSyncStatus> implements Namespaced {
    public static final String GROUP = "databasesync.io";
    public static final String VERSION = "v1alpha1";
    private static final long serialVersionUID = 1L;

    @Override
    @Required
    public DatabaseSyncSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable DatabaseSyncStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable DatabaseSyncSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable DatabaseSyncStatus initStatus() {
        return null;
    }
}
