package io.databasesync.postgres.session;

/// Statements that keep event triggers from firing in a transaction, except those that are `ENABLE ALWAYS`. They have
/// no effect if our role may not set `session_replication_role`. Triggers of tables follow the setting too, so write no
/// rows in between.
public final class EventTriggerSwitch {
    public static final String OFF = set("replica");
    public static final String ON = set("default");

    private EventTriggerSwitch() {}

    private static String set(String value) {
        return "do $$ begin set local session_replication_role = " + value
                + "; exception when insufficient_privilege then null; end $$";
    }
}
