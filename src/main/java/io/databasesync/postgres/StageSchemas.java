package io.databasesync.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// Names of the schemas that a run makes: for each schema of its tables one for the stage and one for the tables it
/// replaces.
/// The same run gets the same names in every process.
///
/// @param stage stage schema by schema
/// @param previous schema of the replaced tables by schema
record StageSchemas(Map<String, String> stage, Map<String, String> previous) {
    private static final int LONGEST_NAME_BYTES = 63;

    static StageSchemas of(String syncId, Collection<String> schemas) {
        Map<String, String> stage = new TreeMap<>();
        Map<String, String> previous = new TreeMap<>();
        for (String schema : schemas) {
            String tail = hash(syncId + "\0" + schema) + "_" + schema;
            stage.put(schema, cut("dbsync_stage_" + tail));
            previous.put(schema, cut("dbsync_prev_" + tail));
        }
        return new StageSchemas(Map.copyOf(stage), Map.copyOf(previous));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static String cut(String name) {
        String result = name;
        while (result.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
            result = result.substring(0, result.offsetByCodePoints(result.length(), -1));
        }
        return result;
    }
}
