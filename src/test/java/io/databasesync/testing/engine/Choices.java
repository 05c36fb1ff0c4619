package io.databasesync.testing.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a generator chooses at random. The same seed gives the same choices.
final class Choices {
    private final Random random;

    Choices(Random random) {
        this.random = random;
    }

    /// The ends of a generated example that have an object.
    enum Ends {
        SOURCE,
        BOTH
    }

    /// Most tables are on both ends.
    Ends ends() {
        return oneIn(3) ? Ends.SOURCE : Ends.BOTH;
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    <T> T of(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    final <T> T of(T... some) {
        return some[random.nextInt(some.length)];
    }

    /// Some of them, in another order.
    <T> List<T> some(List<T> list, int atMost) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(shuffled.size(), between(0, atMost)));
    }
}
