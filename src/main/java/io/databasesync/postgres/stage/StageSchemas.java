package io.databasesync.postgres.stage;

import io.databasesync.sync.Sha256;
import io.databasesync.sync.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Names of the schemas that a run makes: for each schema of its tables, one for the stage and one for the replaced
/// tables. The same run gets the same names in every process.
///
/// @param stage stage schema by schema
/// @param previous schema of the replaced tables by schema
public record StageSchemas(Map<String, String> stage, Map<String, String> previous) {
    private static final int LONGEST_NAME_BYTES = 63;
    private static final int HASH_DIGITS = 8;

    public static StageSchemas of(String runId, Collection<String> schemas) {
        Map<String, String> stage = new TreeMap<>();
        Map<String, String> previous = new TreeMap<>();
        for (String schema : schemas) {
            String tail = Sha256.hex(runId + "\0" + schema).substring(0, HASH_DIGITS) + "_" + schema;
            stage.put(schema, cut("dbsync_stage_" + tail));
            previous.put(schema, cut("dbsync_prev_" + tail));
        }
        return new StageSchemas(Map.copyOf(stage), Map.copyOf(previous));
    }

    /// Where the new table or view of that name is until it is published.
    public TableName staged(TableName name) {
        return new TableName(stage.getOrDefault(name.schema(), name.schema()), name.name());
    }

    /// Where the replaced table or view of that name is kept.
    public TableName kept(TableName name) {
        return new TableName(previous.getOrDefault(name.schema(), name.schema()), name.name());
    }

    private static String cut(String name) {
        String result = name;
        while (result.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
            result = result.substring(0, result.offsetByCodePoints(result.length(), -1));
        }
        return result;
    }
}
