package io.databasesync.testing.engine;

import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Creates the databases of an example on their servers, with their content.
final class ExampleDatabases {
    private final TestServer sourceServer;
    private final TestServer targetServer;
    private final List<Consumer<TestDatabase>> sourceSetup = new ArrayList<>();
    private final List<Consumer<TestDatabase>> targetSetup = new ArrayList<>();
    private String sourceOptions = "";

    ExampleDatabases(TestServer sourceServer, TestServer targetServer) {
        this.sourceServer = sourceServer;
        this.targetServer = targetServer;
    }

    void source(Consumer<TestDatabase> setup) {
        sourceSetup.add(setup);
    }

    void sourceOptions(String options) {
        sourceOptions = options;
    }

    void target(Consumer<TestDatabase> setup) {
        targetSetup.add(setup);
    }

    Databases create() {
        var databases = new Databases(sourceServer.createDatabase(sourceOptions), targetServer.createDatabase());
        sourceSetup.forEach(step -> step.accept(databases.source()));
        targetSetup.forEach(step -> step.accept(databases.target()));
        return databases;
    }
}
