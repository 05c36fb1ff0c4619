package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// One execution of a [DatabaseSync]. The operator makes it, or anyone who may start a sync: a CronJob, CI, a person.
@Group(DatabaseSync.GROUP)
@Version(DatabaseSync.VERSION)
@Kind("DatabaseSyncRun")
@ShortNames("dbsyncrun")
@JsonClassDescription(
        "A DatabaseSyncRun is one execution of a DatabaseSync. The operator creates one when the sync's spec asks"
                + " for it. Create one yourself, with syncRef and operation, to sync again, plan, verify or roll back.")
@AdditionalPrinterColumn(
        name = "Sync",
        jsonPath = ".spec.syncRef",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "The DatabaseSync")
@AdditionalPrinterColumn(
        name = "Operation",
        jsonPath = ".spec.operation",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Sync, Plan, Verify or Rollback")
@AdditionalPrinterColumn(
        name = "Phase",
        jsonPath = ".status.phase",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Phase of the run")
@AdditionalPrinterColumn(
        name = "Percent",
        jsonPath = ".status.progress.percent",
        type = AdditionalPrinterColumn.Type.INTEGER,
        getDescription = "Percentage done")
@AdditionalPrinterColumn(
        name = "Tables",
        jsonPath = ".status.progress.tables.summary",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Tables copied, of all tables")
@AdditionalPrinterColumn(
        name = "Rate",
        jsonPath = ".status.progress.bytes.rate",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Bytes over the wire")
@AdditionalPrinterColumn(
        name = "ETA",
        jsonPath = ".status.progress.remaining",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "Estimated time until the run ends")
@AdditionalPrinterColumn(
        name = "Attempt",
        jsonPath = ".status.attempts",
        type = AdditionalPrinterColumn.Type.INTEGER,
        getDescription = "Number of pods that tried")
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.message",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "What the run waits for, or how it ended",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Activity",
        jsonPath = ".status.progress.message",
        type = AdditionalPrinterColumn.Type.STRING,
        getDescription = "What the pod is doing",
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE,
        getDescription = "Time since creation")
@ValidationRule(
        value = "size(self.metadata.name) <= 63 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
        message = "metadata.name must be at most 63 lower case letters, digits and dashes: the Job and labels have"
                + " the same name")
public final class DatabaseSyncRun extends CustomResource<DatabaseSyncRunSpec, DatabaseSyncRunStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    /// The server-side apply of a worker to the `status` subresource: its progress and nothing more.
    public static DatabaseSyncRun progressOf(String namespace, String name, ProgressStatus progress) {
        DatabaseSyncRun patch = new DatabaseSyncRun();
        patch.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        patch.setStatus(DatabaseSyncRunStatus.NONE.withProgress(progress));
        return patch;
    }

    /// Whether the operator has written how the run ended.
    public boolean settled() {
        DatabaseSyncRunStatus status = getStatus();
        return status != null && status.settled();
    }

    @Override
    @Required
    public DatabaseSyncRunSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable DatabaseSyncRunStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable DatabaseSyncRunSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable DatabaseSyncRunStatus initStatus() {
        return null;
    }
}
