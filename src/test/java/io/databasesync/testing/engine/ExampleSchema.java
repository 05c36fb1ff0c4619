package io.databasesync.testing.engine;

import io.databasesync.testing.postgres.TestDatabase;
import java.util.function.Consumer;

/// Where the objects of an example are that have no schema in their statements.
///
/// @param number 0 for `public`
record ExampleSchema(int number) {
    static final ExampleSchema PUBLIC = new ExampleSchema(0);

    ExampleSchema next() {
        return new ExampleSchema(number + 1);
    }

    Consumer<TestDatabase> making(Consumer<TestDatabase> setup) {
        return number == 0
                ? setup
                : database -> {
                    database.execute("create schema if not exists " + name());
                    in(setup).accept(database);
                };
    }

    Consumer<TestDatabase> in(Consumer<TestDatabase> step) {
        return number == 0
                ? step
                : database -> {
                    database.execute("set search_path = " + name());
                    step.accept(database);
                    database.execute("reset search_path");
                };
    }

    private String name() {
        return "example_" + number;
    }
}
