package io.databasesync.postgres.session;

import java.util.List;

/// The settings under which an application of the database works, for the time in which the database's own code runs:
/// checks, domains, generated columns and indexes call functions that may rely on `search_path` or `TimeZone`.
///
/// Texts in `COPY` do not depend on these settings: the source writes time stamps with their offset.
public final class ApplicationContext {
    /// The driver sends a time zone of its own, so `DEFAULT` would be that one.
    public static final String ENTER = """
            set local search_path to default;
            set local bytea_output to default;
            set local extra_float_digits to default;
            select pg_catalog.set_config('TimeZone', pg_catalog.substr(found.setting, 10), true)
            from (select c.setting
                  from pg_catalog.pg_db_role_setting s cross join lateral pg_catalog.unnest(s.setconfig) c (setting)
                  where s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()))
                    and s.setrole in (0, (select r.oid from pg_catalog.pg_roles r where r.rolname = session_user))
                    and pg_catalog.lower(c.setting) like 'timezone=%'
                  order by s.setrole = 0, s.setdatabase = 0
                  limit 1) found""";

    /// Back to the settings of every transaction of ours.
    public static final String LEAVE = """
            set local search_path = '';
            set local bytea_output = 'hex';
            set local extra_float_digits = 3;
            set local timezone = 'UTC'""";

    /// The statements of `ENTER`, to be sent with others.
    public static final List<String> STATEMENTS = List.of(ENTER.split(";\n"));

    /// The statements of `LEAVE`, in the same way.
    public static final List<String> BACK = List.of(LEAVE.split(";\n"));

    private ApplicationContext() {}
}
