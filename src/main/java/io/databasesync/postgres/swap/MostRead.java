package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ServerLimits;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.swap.SwapLocks.Wanted;
import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds out which of the locks of a swap others hold most, in a fifth of a second. All looks travel together.
final class MostRead {
    private static final int LOOKS = 50;
    private static final String LOOKING = "looking for readers of the tables";

    private final Transaction transaction;

    MostRead(Transaction transaction) {
        this.transaction = transaction;
    }

    /// The locks that others hold, those that are held most first.
    ///
    /// @param most how many at most; half of the connections that the server has left if this is less
    List<Wanted> of(SwapLocks locks, int most) {
        Answer<List<Long>> oids = numbers(
                "select coalesce(to_regclass(r)::oid, 0)::bigint from unnest(?::text[]) with ordinality u(r, n) order by n",
                SqlArray.texts(locks.relations()));
        Map<Long, Integer> seen = look();
        Map<Wanted, Integer> held = new HashMap<>();
        int next = 0;
        for (Wanted lock : locks.wanted()) {
            for (int i = 0; i < lock.relations().size(); i++) {
                held.merge(lock, seen.getOrDefault(oids.get().get(next++), 0), Integer::sum);
            }
        }
        return held.entrySet().stream()
                .filter(lock -> lock.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(Math.clamp(free() / 2, 0, most))
                .map(Map.Entry::getKey)
                .toList();
    }

    // How often each relation was being read, by its OID.
    private Map<Long, Integer> look() {
        List<Answer<List<Long>>> looks = new ArrayList<>();
        for (int n = 0; n < LOOKS; n++) {
            transaction.tell("select pg_sleep(0.004)", Reason.PublishFailed, LOOKING);
            looks.add(numbers(SqlResource.load("list_read_relations")));
        }
        Map<Long, Integer> seen = new HashMap<>();
        looks.forEach(look -> look.get().forEach(oid -> seen.merge(oid, 1, Integer::sum)));
        return seen;
    }

    // Applications need connections too.
    private long free() {
        return new Catalog(transaction)
                .limits().connections().stream()
                        .mapToLong(ServerLimits.Connections::free)
                        .min()
                        .orElse(0);
    }

    private Answer<List<Long>> numbers(String query, Object... parameters) {
        return transaction.ask(query, row -> row.getLong(1), Reason.PublishFailed, LOOKING, parameters);
    }
}
