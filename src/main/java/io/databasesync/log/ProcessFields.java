package io.databasesync.log;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Fields that every log line of this process has, on every thread. A worker sets its run here.
public final class ProcessFields {
    private static final Map<String, String> FIELDS = new ConcurrentSkipListMap<>();

    private ProcessFields() {}

    public static void put(String name, String value) {
        FIELDS.put(name, value);
    }

    static Map<String, String> all() {
        return Collections.unmodifiableMap(FIELDS);
    }
}
