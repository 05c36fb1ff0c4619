package io.databasesync.sync;

/// Why a run ended as it did: a condition's reason, the CLI's word, a metric's label. Public API, never renamed.
/// `docs/reasons.md` is generated from it.
public enum Reason implements ReasonWord {
    InvalidSpec(
            Ending.Invalid,
            "An option, URI, manifest, Secret or run is not valid.",
            "Correct what the message names. A run cannot be changed: create another one."),
    NotConfirmed(
            Ending.Invalid,
            "Nobody is at the terminal to confirm that tables are replaced, or to approve a plan.",
            "Add `--skip-confirm`. Look at the plan first with `dbsync plan`."),
    UnmatchedPattern(
            Ending.Invalid,
            "A pattern matches no table of the source, or `exclude` takes out every table.",
            "Correct the pattern. The message names the nearest tables."),
    HostNotFound(
            Ending.UnreachableNow,
            "DNS has no address for the host.",
            "Correct the host in the place that the message names, or the name service."),
    ConnectionRefused(
            Ending.UnreachableNow,
            "The host answers, but no server listens on the port.",
            "Check host and port, and that the server is up."),
    TlsFailed(
            Ending.Unreachable,
            "TLS failed: the certificate is from an unknown authority or for another host, or the server"
                    + " has no TLS.",
            "Check `sslMode` and `caSecret`, or `sslmode` and `sslrootcert` of the URI."),
    InvalidSecret(
            Ending.Unreachable,
            "A Secret lacks a key, or its URI is not valid.",
            "Correct the Secret. The message names it and its key."),
    ConnectionFailed(
            Ending.UnreachableNow,
            "The connection failed for another reason: no answer, too many connections, or a server that is"
                    + " starting.",
            "Check host, port and `sslmode`, and that the server is up."),
    ClusterUnreachable(
            Ending.UnreachableNow,
            "The Kubernetes API does not answer.",
            "Check `KUBECONFIG`, and that the cluster is up."),
    ForbiddenByCluster(
            Ending.Unreachable,
            "The Kubernetes API refused the request: the user is not logged in, or lacks a right.",
            "Log in again, or ask for the right that the message names."),
    AuthenticationFailed(
            Ending.Unreachable,
            "The server refused user, password or client address (SQLSTATE class 28).",
            "Correct the credentials or `pg_hba.conf`."),
    DatabaseMissing(
            Ending.Unreachable,
            "The server has no database of that name.",
            "Create the database, or name another one."),
    StageFailed(
            Ending.Failed,
            "The run could not create its stage tables or the schema `databasesync`, or could not drop the"
                    + " leftovers of a dead run.",
            "Do what the message says: create the missing function, tablespace or type, or drop the object"
                    + " that depends on a leftover."),
    CopyFailed(
            Ending.Failed,
            "The run could not read a table or a sequence on the source, or could not write a table.",
            "Correct the rows or the constraint that the message names."),
    IndexFailed(
            Ending.Failed,
            "The run could not build an index, constraint or foreign key of the stage.",
            "Correct the rows that violate it, or drop it on the target."),
    PublishFailed(
            Ending.Failed,
            "The server refused the publishing transaction, or somebody created, dropped, replaced or"
                    + " altered a table of the target during the run.",
            "Correct what the message names, then sync again."),
    TargetLocked(
            Ending.FailedNow,
            "The run did not get a lock on the target in time, or the server ended it to break a deadlock.",
            "End the long transaction on the target that holds the table."),
    SourceLocked(
            Ending.FailedNow,
            "The run did not get the lock of a source table within 30 seconds.",
            "End the long transaction on the source that holds the table."),
    StandbyConflict(
            Ending.FailedNow,
            "The source is a standby. It cancelled the run's reads because they delayed its replay"
                    + " (SQLSTATE 40001).",
            "Set `hot_standby_feedback`, or raise `max_standby_streaming_delay` there, or name the primary."),
    ConnectionLost(
            Ending.FailedNow,
            "A server went away, or ended a session of the run.",
            "Check the server and the network."),
    InsufficientResources(
            Ending.FailedNow,
            "A server has no disk space, memory or connections left (SQLSTATE class 53).",
            "Make room, or lower `parallelism`."),
    VerificationFailed(
            Ending.Unequal,
            "Row counts or checksums differ, or an index or constraint of the stage is absent or not valid. Of a"
                    + " `Verify` run: the databases differ.",
            "Sync again. The run published nothing."),
    Cancelled(Ending.Stopped, "Somebody cancelled or deleted the run, or pressed Ctrl-C.", "Nothing to do."),
    RunEnded(Ending.Refused, "A pod was started for a run that had ended already.", "Nothing to do."),
    TargetBusy(
            Ending.RefusedNow,
            "Another run is writing to the target, has taken it over, or has replaced a table since this run was"
                    + " validated.",
            "Wait until that run has ended. A dead run loses the target after 30 seconds."),
    SameDatabase(Ending.Refused, "Both ends lead to the same database.", "Name two different databases."),
    IdentityChanged(
            Ending.Refused,
            "An end leads to a different database than before, for example because local and remote were"
                    + " exchanged.",
            "Correct the Secret or host. If the change is meant, check where both ends lead, then run"
                    + " `dbsync repin SYNC`."),
    EndpointReadOnly(
            Ending.Refused,
            "The target has `protection: ReadOnly`.",
            "Reverse the direction, or remove the protection."),
    ReplicaTarget(Ending.Refused, "The target is a standby in recovery.", "Name the primary."),
    ReadOnlyTarget(
            Ending.Refused,
            "The target accepts only read-only transactions (`default_transaction_read_only`).",
            "Run the `ALTER ROLE` of the message, or name the primary."),
    LoadBalancedSource(
            Ending.Refused,
            "Connections to the source reach different servers, which cannot share a snapshot.",
            "Name one of the servers."),
    EncodingMismatch(
            Ending.Refused,
            "The target's encoding cannot hold every text of the source.",
            "Create the target database with the encoding of the message."),
    VersionUnsupported(
            Ending.Refused,
            "A server is older than PostgreSQL 14 or newer than 18.",
            "Use a server of version 14 to 18."),
    TableMissing(
            Ending.Refused,
            "The target lacks a table, and `tables.missing` is `Fail`.",
            "Create the table, or set `tables.missing: Create`."),
    SchemaDrift(
            Ending.Refused,
            "Columns, types, collations, primary keys, enums, domains or composite types differ between"
                    + " source and target. Of a rollback: a table was altered after the run.",
            "Run the statement of the message on the target. If only columns are missing, `tables.columns:"
                    + " Intersect` works too."),
    ExtensionMissing(
            Ending.Refused,
            "A new table needs an extension, or a newer version of it, and the role cannot create it on the"
                    + " target.",
            "Install or update the extension, or ask an administrator to do so."),
    PrivilegeMissing(
            Ending.Refused,
            "A role lacks a right (SQLSTATE 42501), or row-level security hides rows from it.",
            "Run the `GRANT` or `ALTER ROLE` of the message."),
    UnsupportedTable(
            Ending.Refused,
            "A selected table cannot be copied or replaced. The message says why: for example a foreign"
                    + " table, a name that is taken, a missing function, or a parent table that is not selected.",
            "Do what the message says, exclude the table, or set `mode: Auto`."),
    LargeObjects(
            Ending.Refused,
            "A column of a selected table refers to large objects, which are not copied.",
            "Keep the content in a `bytea` column, or exclude the table."),
    ForeignKeyOutside(
            Ending.Refused,
            "A foreign key between a selected table and another one would break, or refers to a table that"
                    + " the target lacks.",
            "Include the other table, or correct the rows."),
    DependentBlocks(
            Ending.Refused,
            "An object depends on a table of the target and cannot follow a swap, or a foreign key prevents"
                    + " an in-place run from emptying the table.",
            "Drop what the message names, exclude the table, or set `mode: Auto`."),
    ShrinkLimit(
            Ending.Refused,
            "The target would lose more rows than `safety.maxShrinkPercent` allows, or a table of 1000 rows"
                    + " or more would become empty.",
            "Check direction and source. If the loss is meant, set `safety.maxShrinkPercent: 100`."),
    TargetWritten(
            Ending.Refused,
            "Others wrote to a selected table of the target during the run, and `safety.targetWrites` is `Refuse`.",
            "Stop what writes there, or set `safety.targetWrites: Warn`."),
    SpaceLow(
            Ending.Refused,
            "The second copy of tables and indexes needs more than `safety.targetFreeBytes`.",
            "Make room and correct the setting, or exclude tables."),
    LimitTooLow(
            Ending.Refused,
            "A server, database or role allows fewer connections or locks than a run needs at least.",
            "Raise the limit that the message names, or sync fewer tables at a time."),
    PlanChanged(
            Ending.Refused,
            "The plan is not the approved one: another server, mode or selection, another warning, or a"
                    + " table with other columns or indexes.",
            "Check the new plan, and approve that one."),
    NotApproved(
            Ending.Refused,
            "`approval` requires an approved plan, and this plan is not approved.",
            "Approve the plan. In a script, pass `--approved-plan`."),
    NothingToRollBack(
            Ending.Refused,
            "No run of these tables kept anything, the newest run was in place, or a table was replaced or"
                    + " dropped after it.",
            "Sync instead. Set `safety.keepPrevious` to 1 or more to keep what later runs replace."),
    InternalError(Ending.Broken, "A bug of databasesync.", "Report it with the log of the run.");

    private final Ending ending;
    private final String meaning;
    private final String fix;

    Reason(Ending ending, String meaning, String fix) {
        this.ending = ending;
        this.meaning = meaning;
        this.fix = fix;
    }

    /// The exit code of `dbsync` in a terminal. A pod exits with 75 instead if another attempt is worth it.
    public int exitCode() {
        return ending.exitCode();
    }

    /// Whether a check before the first write gives this reason, and other checks can still run after it.
    public boolean blocks() {
        return this == UnmatchedPattern || ending == Ending.Refused;
    }

    /// Whether the same request can succeed later without any change by a person.
    public boolean retryable() {
        return ending.retryable();
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String fix() {
        return fix;
    }
}
