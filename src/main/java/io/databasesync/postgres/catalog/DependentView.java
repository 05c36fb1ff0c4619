package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/// A view or materialized view that reads tables, directly or by way of other views.
///
/// @param spelled as SQL spells it
/// @param populated whether a materialized view can be read
/// @param reads OIDs of the tables and views of the same search that its query names
/// @param obstacle why it cannot be made again, after "it"; empty if it can
/// @param head the statement that makes it, up to the query
/// @param query with the names of the relations that it reads now
/// @param statements give a new one its properties
/// @param made where these statements make it, as SQL spells it
@RecordBuilder
public record DependentView(
        long oid,
        TableName name,
        String spelled,
        boolean materialized,
        boolean populated,
        String owner,
        long bytes,
        long indexBytes,
        List<Long> reads,
        String obstacle,
        String head,
        String query,
        List<String> statements,
        String made,
        List<Index> indexes,
        List<ExtendedStatistics> statistics)
        implements DependentViewBuilder.With {

    public DependentView {
        reads = List.copyOf(reads);
        statements = List.copyOf(statements);
        indexes = List.copyOf(indexes);
        statistics = List.copyOf(statistics);
    }

    /// The kind, for messages.
    public String kind() {
        return materialized ? "materialized view" : "view";
    }

    /// Whether the same statements make both, for the same owner.
    public boolean sameDefinition(DependentView other) {
        return definition().equals(other.definition());
    }

    private DependentView definition() {
        return withBytes(0)
                .withIndexBytes(0)
                .withIndexes(indexes.stream().map(Index::withoutSize).toList());
    }
}
