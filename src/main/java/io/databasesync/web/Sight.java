package io.databasesync.web;

import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The namespaces in which a caller sees objects.
final class Sight {
    private Sight() {}

    /// Of these namespaces, those that the caller may list. Asks for several at the same time.
    static Set<String> of(Caller caller, Kind kind, Set<String> namespaces) {
        Map<String, Future<Boolean>> answers = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        List<String> all = namespaces.stream().sorted().toList();
        if (all.isEmpty()) {
            caller.session(); // an expired token is not a caller who sees nothing
            return seen;
        }
        // the first answer may be one for all namespaces, which spares the others
        boolean first = caller.sees(kind, all.getFirst());
        if (first) {
            seen.add(all.getFirst());
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String namespace : all.subList(1, all.size())) {
                Callable<Boolean> question = () -> caller.sees(kind, namespace);
                answers.put(namespace, threads.submit(question));
            }
            answers.forEach((namespace, answer) -> {
                if (answer(answer)) {
                    seen.add(namespace);
                }
            });
        }
        return seen;
    }

    private static boolean answer(Future<Boolean> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal.why().refusal();
            }
            throw new IllegalStateException("cannot ask what a caller sees", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.of(503, "the server is stopping");
        }
    }
}
