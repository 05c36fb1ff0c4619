package io.databasesync.sync;

/// Why a run ended as it did: a condition's reason, the CLI's word, a metric's label. Public API, never renamed.
/// `docs/reasons.md` is generated from it.
public enum Reason implements ReasonWord {
    InvalidSpec(
            1,
            false,
            "An option, URI, manifest, Secret or run is not valid.",
            "Correct what the message names. A run cannot be changed: create another one."),
    NotConfirmed(
            1,
            false,
            "Nobody is at the terminal to confirm that tables are replaced, or to approve a plan.",
            "Add `--skip-confirm`. Look at the plan first with `dbsync plan`."),
    UnmatchedPattern(
            1,
            false,
            "A pattern matches no table of the source, or `exclude` takes out every table.",
            "Correct the pattern. The message names the nearest tables."),
    HostNotFound(
            2,
            true,
            "DNS has no address for the host.",
            "Correct the host in the place that the message names, or the name service."),
    ConnectionRefused(
            2,
            true,
            "The host answers, but no server listens on the port.",
            "Check host and port, and that the server is up."),
    TlsFailed(
            2,
            false,
            "TLS failed: the certificate is from an unknown authority or for another host, or the server"
                    + " has no TLS.",
            "Check `sslMode` and `caSecret`, or `sslmode` and `sslrootcert` of the URI."),
    InvalidSecret(
            2,
            false,
            "A Secret lacks a key, or its URI is not valid.",
            "Correct the Secret. The message names it and its key."),
    ConnectionFailed(
            2,
            true,
            "The connection failed for another reason: no answer, too many connections, or a server that is"
                    + " starting.",
            "Check host, port and `sslmode`, and that the server is up."),
    ClusterUnreachable(
            2, true, "The Kubernetes API does not answer.", "Check `KUBECONFIG`, and that the cluster is up."),
    AuthenticationFailed(
            2,
            false,
            "The server refused user, password or client address (SQLSTATE class 28).",
            "Correct the credentials or `pg_hba.conf`."),
    DatabaseMissing(2, false, "The server has no database of that name.", "Create the database, or name another one."),
    StageFailed(
            3,
            false,
            "The run could not create its stage tables or the schema `databasesync`, or could not drop the"
                    + " leftovers of a dead run.",
            "Do what the message says: create the missing function, tablespace or type, or drop the object"
                    + " that depends on a leftover."),
    CopyFailed(
            3,
            false,
            "The run could not read a table or a sequence on the source, or could not write a table.",
            "Correct the rows or the constraint that the message names."),
    IndexFailed(
            3,
            false,
            "The run could not build an index, constraint or foreign key of the stage.",
            "Correct the rows that violate it, or drop it on the target."),
    PublishFailed(
            3,
            false,
            "The server refused the publishing transaction, or somebody created, dropped, replaced or"
                    + " altered a table of the target during the run.",
            "Correct what the message names, then sync again."),
    TargetLocked(
            3,
            true,
            "The run did not get a lock on the target in time, or the server ended it to break a deadlock.",
            "End the long transaction on the target that holds the table."),
    SourceLocked(
            3,
            true,
            "The run did not get the lock of a source table within 30 seconds.",
            "End the long transaction on the source that holds the table."),
    StandbyConflict(
            3,
            true,
            "The source is a standby. It cancelled the run's reads because they delayed its replay"
                    + " (SQLSTATE 40001).",
            "Set `hot_standby_feedback`, or raise `max_standby_streaming_delay` there, or name the primary."),
    ConnectionLost(3, true, "A server went away, or ended a session of the run.", "Check the server and the network."),
    InsufficientResources(
            3,
            true,
            "A server has no disk space, memory or connections left (SQLSTATE class 53).",
            "Make room, or lower `parallelism`."),
    VerificationFailed(
            4,
            false,
            "Row counts or checksums differ, or an index or constraint of the stage is absent or not valid. Of a"
                    + " `Verify` run: the databases differ.",
            "Sync again. The run published nothing."),
    Cancelled(5, false, "Somebody cancelled or deleted the run, or pressed Ctrl-C.", "Nothing to do."),
    RunEnded(6, false, "A pod was started for a run that had ended already.", "Nothing to do."),
    TargetBusy(
            6,
            true,
            "Another run is writing to the target, or has taken it over.",
            "Wait until that run has ended. A dead run loses the target after 30 seconds."),
    SameDatabase(6, false, "Both ends lead to the same database.", "Name two different databases."),
    IdentityChanged(
            6,
            false,
            "An end leads to a different database than before, for example because local and remote were"
                    + " exchanged.",
            "Correct the Secret or host. If the change is meant, check where both ends lead, then run"
                    + " `dbsync repin SYNC`."),
    EndpointReadOnly(
            6, false, "The target has `protection: ReadOnly`.", "Reverse the direction, or remove the protection."),
    ReplicaTarget(6, false, "The target is a standby in recovery.", "Name the primary."),
    ReadOnlyTarget(
            6,
            false,
            "The target accepts only read-only transactions (`default_transaction_read_only`).",
            "Run the `ALTER ROLE` of the message, or name the primary."),
    LoadBalancedSource(
            6,
            false,
            "Connections to the source reach different servers, which cannot share a snapshot.",
            "Name one of the servers."),
    EncodingMismatch(
            6,
            false,
            "The target's encoding cannot hold every text of the source.",
            "Create the target database with the encoding of the message."),
    VersionUnsupported(
            6, false, "A server is older than PostgreSQL 14 or newer than 18.", "Use a server of version 14 to 18."),
    TableMissing(
            6,
            false,
            "The target lacks a table, and `tables.missing` is `Fail`.",
            "Create the table, or set `tables.missing: Create`."),
    SchemaDrift(
            6,
            false,
            "Columns, types, collations, primary keys, enums, domains or composite types differ between"
                    + " source and target. Of a rollback: a table was altered after the run.",
            "Run the statement of the message on the target. If only columns are missing, `tables.columns:"
                    + " Intersect` works too."),
    ExtensionMissing(
            6,
            false,
            "A new table needs an extension, or a newer version of it, and the role cannot create it on the"
                    + " target.",
            "Install or update the extension, or ask an administrator to do so."),
    PrivilegeMissing(
            6,
            false,
            "A role lacks a right (SQLSTATE 42501), or row-level security hides rows from it.",
            "Run the `GRANT` or `ALTER ROLE` of the message."),
    UnsupportedTable(
            6,
            false,
            "A selected table cannot be copied or replaced. The message says why: for example a foreign"
                    + " table, a name that is taken, a missing function, or a parent table that is not selected.",
            "Do what the message says, exclude the table, or set `mode: Auto`."),
    LargeObjects(
            6,
            false,
            "A column of a selected table refers to large objects, which are not copied.",
            "Keep the content in a `bytea` column, or exclude the table."),
    ForeignKeyOutside(
            6,
            false,
            "A foreign key between a selected table and another one would break, or refers to a table that"
                    + " the target lacks.",
            "Include the other table, or correct the rows."),
    DependentBlocks(
            6,
            false,
            "An object depends on a table of the target and cannot follow a swap, or a foreign key prevents"
                    + " an in-place run from emptying the table.",
            "Drop what the message names, exclude the table, or set `mode: Auto`."),
    ShrinkLimit(
            6,
            false,
            "The target would lose more rows than `safety.maxShrinkPercent` allows, or a table of 1000 rows"
                    + " or more would become empty.",
            "Check direction and source. If the loss is meant, set `safety.maxShrinkPercent: 100`."),
    SpaceLow(
            6,
            false,
            "The second copy of tables and indexes needs more than `safety.targetFreeBytes`.",
            "Make room and correct the setting, or exclude tables."),
    PlanChanged(
            6,
            false,
            "The plan is not the approved one: another server, mode or selection, another warning, or a"
                    + " table with other columns or indexes.",
            "Check the new plan, and approve that one."),
    NotApproved(
            6,
            false,
            "`approval` requires an approved plan, and this plan is not approved.",
            "Approve the plan. In a script, pass `--approved-plan`."),
    NothingToRollBack(
            6,
            false,
            "No run of these tables kept anything, the newest run was in place, or a table was replaced or"
                    + " dropped after it.",
            "Sync instead. Set `safety.keepPrevious` to 1 or more to keep what later runs replace."),
    InternalError(70, false, "A bug of databasesync.", "Report it with the log of the run.");

    private final int exitCode;
    private final boolean retryable;
    private final String meaning;
    private final String fix;

    Reason(int exitCode, boolean retryable, String meaning, String fix) {
        this.exitCode = exitCode;
        this.retryable = retryable;
        this.meaning = meaning;
        this.fix = fix;
    }

    /// The exit code of `dbsync` in a terminal. A pod exits with 75 instead if another attempt is worth it.
    public int exitCode() {
        return exitCode;
    }

    /// Whether a check before the first write gives this reason, and other checks can still run after it.
    public boolean blocks() {
        return this == UnmatchedPattern || (exitCode == 6 && !retryable);
    }

    /// Whether the same request can succeed later without any change by a person.
    public boolean retryable() {
        return retryable;
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
