package io.databasesync.testing.engine;

/// Tables whose foreign keys have triggers that somebody has disabled, deferred or changed.
public final class DisabledTriggers {
    private static final String[] TABLES = {
        "create table a (id int primary key)",
        "create table b (id int primary key, a_id int references a deferrable initially deferred)",
        "create table c (id int primary key, p int references c, q int)"
    };

    private DisabledTriggers() {}

    public static Scenario in(Scenario scenario) {
        return scenario.both(TABLES)
                .source(
                        "insert into a values (1), (2)",
                        "insert into b values (1, 1)",
                        "insert into c values (1, null, 1), (2, 1, 2)")
                .target(
                        "insert into a values (1)",
                        "insert into b values (1, 1)",
                        "create function tf() returns trigger language plpgsql as 'begin return new; end'",
                        "create trigger t1 before insert on b for each row execute function tf()",
                        "alter table b disable trigger all",
                        "alter table c disable trigger all",
                        """
                        create constraint trigger ct after insert or update of q on c from a
                          deferrable initially deferred for each row when (new.q > 0) execute function tf()\
                        """,
                        "alter table c enable always trigger ct",
                        "comment on trigger ct on c is 'x'");
    }
}
