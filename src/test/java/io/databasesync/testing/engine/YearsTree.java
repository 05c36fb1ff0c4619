package io.databasesync.testing.engine;

/// A partitioned table `m` of two levels, with an index on the whole and one on a partition.
public final class YearsTree {
    public static final String ROOT =
            "create table m (id int, at date not null, v text, primary key (id, at, v)) partition by range (at)";
    private static final String[] TREE = {
        ROOT,
        "create table m_2024 partition of m for values from ('2024-01-01') to ('2025-01-01')",
        "create table m_2025 partition of m for values from ('2025-01-01') to ('2026-01-01') partition by list (v)",
        "create table m_2025_a partition of m_2025 for values in ('a')",
        "create table m_2025_rest partition of m_2025 default",
        "create index m_v on m (v)",
        "create index only_2024 on m_2024 (id)",
    };
    public static final String ROWS =
            "insert into m select i, date '2024-01-01' + i, case i % 2 when 0 then 'a' else 'b' end"
                    + " from generate_series(0, 700) i";

    private YearsTree() {}

    /// The statements that create it.
    public static String[] create() {
        return TREE.clone();
    }
}
