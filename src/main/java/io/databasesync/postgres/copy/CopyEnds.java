package io.databasesync.postgres.copy;

import io.databasesync.postgres.catalog.Partition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.List;

/// The two ends of one `COPY`: pure text.
///
/// @param table whose rows are copied, for messages
/// @param source the text after `copy`, up to `to stdout`
/// @param target the text after `copy`, up to `from stdin`
/// @param freeze whether the committed rows are visible to every snapshot, also older ones
public record CopyEnds(TableName table, String source, String target, boolean freeze) {

    /// A part of a table, into its stage; all of it frozen.
    public static CopyEnds ofPart(TablePart part) {
        TablePair pair = part.table().pair();
        String from = part.isWhole() ? whole(pair) : "(" + pair.rows().select(pair.columns(), part.condition()) + ")";
        return new CopyEnds(pair.name(), from, into(pair, part.table().ddl().stage()), part.frozen());
    }

    /// The copies for a table whose rows are replaced in place: leaf by leaf if both ends have the same leaves. Rows
    /// of a leaf can be frozen.
    public static List<CopyEnds> inPlace(TablePair pair) {
        return byLeaf(pair)
                ? pair.source().partitions().stream()
                        .filter(Partition::leaf)
                        .map(leaf -> ofLeaf(pair, leaf))
                        .toList()
                : List.of(ofTable(pair));
    }

    private static boolean byLeaf(TablePair pair) {
        return pair.target()
                .filter(t -> t.table().partitioned() && t.samePartitions(pair.source()))
                .filter(t -> t.partitions().stream().allMatch(Partition::mayInsert))
                .isPresent();
    }

    /// All of a table, into the table of that name.
    public static CopyEnds ofTable(TablePair pair) {
        // https://www.postgresql.org/docs/current/sql-copy.html: FREEZE is not for partitioned tables
        boolean freeze = !pair.definition().table().partitioned();
        return new CopyEnds(pair.name(), whole(pair), into(pair, Sql.qualified(pair.name())), freeze);
    }

    /// One leaf of a partitioned table, into the leaf of that name.
    private static CopyEnds ofLeaf(TablePair pair, Partition leaf) {
        String name = Sql.qualified(leaf.name());
        String from = "(" + pair.rows().in("only " + name).select(pair.columns(), "") + ")";
        return new CopyEnds(pair.name(), from, into(pair, name), true);
    }

    private static String whole(TablePair pair) {
        boolean plain = pair.rows().plain()
                && !pair.selectsGenerated()
                && !pair.source().table().partitioned();
        return plain
                ? Sql.qualified(pair.name()) + " (" + columns(pair) + ")"
                : "(" + pair.rows().select(pair.columns(), "") + ")";
    }

    private static String into(TablePair pair, String relation) {
        return relation + " (" + columns(pair) + ")";
    }

    private static String columns(TablePair pair) {
        return Sql.list(pair.columns());
    }

    public String out(String format) {
        return "copy " + source + " to stdout with (format " + format + ", encoding 'UTF8')";
    }

    public String in(String format) {
        return "copy " + target + " from stdin with (" + (freeze ? "freeze, " : "") + "format " + format
                + ", encoding 'UTF8')";
    }
}
