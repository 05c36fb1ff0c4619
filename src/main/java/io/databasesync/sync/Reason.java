package io.databasesync.sync;

/// Why a run ended as it did: a condition's reason, the CLI's word, a metric's label. Public API, never
/// renamed. `docs/reasons.md` is generated from it.
public enum Reason implements ReasonWord {
    InvalidSpec(
            1,
            false,
            "An option, a URI, a manifest, a Secret or a run is not what it must be.",
            "Correct what the message names; for a run, create another one."),
    NotConfirmed(
            1,
            false,
            "Nobody is at the terminal to confirm that tables are replaced, or to approve a plan.",
            "Add `--skip-confirm`; look at the plan first with `dbsync plan`."),
    UnmatchedPattern(
            1,
            false,
            "A pattern matches no table of the source, or `exclude` leaves nothing.",
            "Correct the pattern; the message names the nearest tables."),
    HostNotFound(
            2,
            true,
            "No address is known for the host.",
            "Correct the host in the place that the message names, or the name service."),
    ConnectionRefused(
            2,
            true,
            "The host answers, but nobody listens on the port.",
            "Check host and port, and that the server is up."),
    TlsFailed(
            2,
            false,
            "TLS did not come about: an authority that is not trusted, another host's certificate, a server without TLS.",
            "Check `sslMode` and `caSecret`, or `sslmode` and `sslrootcert` of a URI."),
    InvalidSecret(
            2,
            false,
            "A Secret does not hold what it must: a key is missing, or the URI is none.",
            "Correct the Secret; the message names it and its key."),
    ConnectionFailed(
            2,
            true,
            "No connection for another reason: no answer, too many connections, a server that is starting.",
            "Check host, port and sslmode, and that the server is up."),
    ClusterUnreachable(
            2, true, "The Kubernetes API does not answer.", "Check `KUBECONFIG`, and that the cluster is up."),
    AuthenticationFailed(
            2,
            false,
            "The server refuses user, password or address (SQLSTATE class 28).",
            "Correct the credentials, or `pg_hba.conf`."),
    DatabaseMissing(2, false, "The server has no database of that name.", "Create it, or name another one."),
    StageFailed(
            3,
            false,
            "Stage tables, or the schema `databasesync`, could not be made, or the leftovers of"
                    + " an ended run not dropped.",
            "Mend what the server names: a function, tablespace or type that the target lacks, or"
                    + " an object that has come to depend on a leftover."),
    CopyFailed(
            3,
            false,
            "A table could not be read or written.",
            "Mend the rows or the constraint that the server names."),
    IndexFailed(
            3,
            false,
            "An index, constraint or foreign key of the stage could not be built.",
            "Mend the rows that it forbids, or drop it on the target."),
    PublishFailed(
            3,
            false,
            "The publishing transaction was refused, or a table was created, dropped, replaced or"
                    + " altered on the target during the run.",
            "Mend what the server names, then sync again."),
    TargetLocked(
            3,
            true,
            "A lock was not given in time, or a deadlock was broken.",
            "End the long transaction that holds the table."),
    StandbyConflict(
            3,
            true,
            "The source is a standby, and ended what the run was reading, because that held up the changes of its"
                    + " primary (SQLSTATE 40001).",
            "Set `hot_standby_feedback` or raise `max_standby_streaming_delay` there, or name the primary."),
    ConnectionLost(3, true, "A server went away or ended a session of the run.", "Check server and network."),
    InsufficientResources(
            3,
            true,
            "Disk full, out of memory, too many connections (SQLSTATE class 53).",
            "Make room, or lower `parallelism`."),
    VerificationFailed(
            4,
            false,
            "Counts or checksums differ, or an index or constraint of the stage is not whole; in"
                    + " a `Verify` run, the databases differ.",
            "Sync again; nothing was published."),
    Cancelled(5, false, "Somebody cancelled or deleted the run, or pressed Ctrl-C.", "None needed."),
    RunEnded(6, false, "A pod was started for a run that had ended already.", "None needed."),
    TargetBusy(
            6,
            true,
            "Another run holds the target, or has taken it over.",
            "Wait for its end; a run that died loses the target after 30 seconds."),
    SameDatabase(6, false, "Both ends are one database, whatever they are called.", "Name two different ones."),
    IdentityChanged(
            6,
            false,
            "An end leads to another database than at the first run that reached it; above all, if local and remote"
                    + " are exchanged.",
            "Put Secret or host right; or, if it is meant, look where both ends lead now and run `dbsync repin SYNC`."),
    EndpointReadOnly(
            6,
            false,
            "The target is protected by `protection: ReadOnly`.",
            "Turn the direction round, or lift the protection."),
    ReplicaTarget(6, false, "The target is a standby in recovery.", "Name the primary."),
    ReadOnlyTarget(
            6,
            false,
            "The target takes only read-only transactions (`default_transaction_read_only`).",
            "Run the `ALTER ROLE` of the message, or name the primary."),
    LoadBalancedSource(
            6,
            false,
            "Connections to the source reach different servers, which share no snapshot.",
            "Name one of the servers."),
    EncodingMismatch(
            6,
            false,
            "Not every text of the source can be written in the target's encoding.",
            "Make the target database with the encoding of the message."),
    VersionUnsupported(6, false, "A server is not PostgreSQL 14 to 18.", "Upgrade it."),
    TableMissing(
            6,
            false,
            "The target lacks a table, and `tables.missing` is `Fail`.",
            "Create it, or set `tables.missing: Create`."),
    SchemaDrift(
            6,
            false,
            "Columns, their types or collations, primary keys, or enums, domains or composite types differ; of a"
                    + " rollback: a table was altered since the run.",
            "Run the statement of the message on the target; or set `tables.columns: Intersect`,"
                    + " if only columns are lacking."),
    ExtensionMissing(
            6,
            false,
            "A table that is to be created needs an extension that our role cannot create on the target, or"
                    + " something of it that the target's older version lacks.",
            "Install or update it, or have an administrator create it."),
    PrivilegeMissing(
            6,
            false,
            "A role lacks a right (SQLSTATE 42501), or row-level security hides rows from it.",
            "Run the `GRANT` or `ALTER ROLE` of the message."),
    UnsupportedTable(
            6,
            false,
            "A selected table is foreign or an extension's, its name is no table's on the target, the name of an index,"
                    + " sequence or statistics that it brings is taken there, the target"
                    + " lacks something that its definition names, a table that it is a partition of or inherits from"
                    + " is not selected, or only a swap is wanted of a table that cannot be swapped.",
            "Exclude it, create, rename or select what the message names, or set `mode: Auto`."),
    LargeObjects(
            6,
            false,
            "A column of a selected table refers to large objects of the source, which are not copied.",
            "Keep them in a column of type `bytea`, or exclude the table."),
    ForeignKeyOutside(
            6,
            false,
            "A foreign key between a selected table and another one would break, or points at a"
                    + " table that the target lacks.",
            "Include the other table, or mend the rows."),
    DependentBlocks(
            6,
            false,
            "Something depends on a table of the target and cannot follow it through a swap, or a"
                    + " foreign key keeps it from being emptied in place.",
            "Drop what the message names, exclude the table, or set `mode: Auto`."),
    ShrinkLimit(
            6,
            false,
            "The target would lose more rows than `safety.maxShrinkPercent` allows, or a table of"
                    + " 1000 rows or more would become empty.",
            "Check direction and source; or allow it with `safety.maxShrinkPercent: 100`."),
    SpaceLow(
            6,
            false,
            "A second copy of the tables with their indexes needs more than `safety.targetFreeBytes`"
                    + " says is free on the target.",
            "Make room and correct it, or exclude tables."),
    PlanChanged(
            6,
            false,
            "What is to be done is not what was approved: another server, mode or selection, another"
                    + " warning, or a table with other columns or indexes.",
            "Look at the new plan, and approve that one."),
    NotApproved(
            6,
            false,
            "`approval` asks for a person's agreement to this plan, and there is none.",
            "Approve the plan; in a script, `--approved-plan`."),
    NothingToRollBack(
            6,
            false,
            "A rollback finds nothing that a run of these tables replaced and kept, the newest"
                    + " run replaced their rows in place, or what a run published was replaced or dropped"
                    + " since.",
            "Sync instead; keep what runs replace with `safety.keepPrevious` of 1 or more."),
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

    /// The exit code of `dbsync` in a terminal; a pod exits with 75 instead when another attempt is worth
    /// it.
    public int exitCode() {
        return exitCode;
    }

    /// Whether it is a check's word, before the first write, after which other checks can still be made.
    public boolean blocks() {
        return this == UnmatchedPattern || (exitCode == 6 && !retryable);
    }

    /// Whether the same request can succeed later without anybody changing anything.
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
