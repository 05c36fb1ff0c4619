package io.databasesync.contract;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The files that name clusters and their users. They are read to find mistakes before a client is made of them: the
/// client's own exceptions name neither the file nor the field.
final class Kubeconfig {
    private static final Pattern PLACE = Pattern.compile("(?m)^(.+)\n in reader, line (\\d+), column (\\d+)");

    private final List<Part> parts;

    private Kubeconfig(List<Part> parts) {
        this.parts = parts;
    }

    private record Part(Path file, Config content) {}

    /// Files that do not exist are left out, as kubectl does.
    ///
    /// @throws SyncException `InvalidSpec` if a file cannot be read
    static Kubeconfig read(List<Path> files) {
        KubernetesSerialization strict = new KubernetesSerialization(new ObjectMapper(), false);
        List<Part> parts = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                parts.add(new Part(file, parse(file, strict)));
            }
        }
        return new Kubeconfig(List.copyOf(parts));
    }

    private static Config parse(Path file, KubernetesSerialization yaml) {
        try {
            return Objects.requireNonNullElseGet(yaml.unmarshal(Files.readString(file), Config.class), Config::new);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a directory" : Display.printable(e.toString());
            throw new KubeconfigField(file, "")
                    .wrong("cannot be read: " + why, "make it readable, or set KUBECONFIG to another file");
        } catch (RuntimeException e) { // of YAML, or of Jackson
            throw malformed(file, e);
        }
    }

    private static SyncException malformed(Path file, RuntimeException e) {
        String field = e.getCause() instanceof JsonMappingException mapping ? path(mapping) : "";
        String what = PLACE.matcher(Objects.toString(e.getMessage(), ""))
                .results()
                .reduce((_, last) -> last) // the first one is where the text began that went wrong
                .map(Kubeconfig::place)
                .orElse(field.isEmpty() ? "is not a kubeconfig" : "has a value of the wrong kind");
        return new KubeconfigField(file, field).wrong(what, "mend it, or write it anew with the tool of your cluster");
    }

    private static String place(MatchResult found) {
        return "is not YAML in line %s, column %s: %s"
                .formatted(found.group(2), found.group(3), Display.printable(found.group(1)));
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step ->
                        step.getFieldName() == null ? "[%d]".formatted(step.getIndex()) : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    boolean isEmpty() {
        return parts.stream().allMatch(part -> part.content().getContexts().isEmpty());
    }

    /// Throws if the client of a context would miss something that it needs.
    ///
    /// @param context null for the current one
    void check(@Nullable String context) {
        String name = context == null ? current() : context;
        Found<NamedContext> chosen = find("contexts", name, Config::getContexts, NamedContext::getName)
                .orElseThrow(() -> withoutContext(name));
        Context says = Objects.requireNonNullElseGet(chosen.value().getContext(), Context::new);
        String cluster = Objects.toString(says.getCluster(), "");
        Found<NamedCluster> called = find("clusters", cluster, Config::getClusters, NamedCluster::getName)
                .orElseThrow(() -> chosen.field().under("context.cluster").absent("cluster", cluster));
        called.field().check(called.value().getCluster());
        String user = Objects.toString(says.getUser(), "");
        if (!user.isEmpty()) {
            Found<NamedAuthInfo> person = find("users", user, Config::getUsers, NamedAuthInfo::getName)
                    .orElseThrow(() -> chosen.field().under("context.user").absent("user", user));
            person.field().check(person.value().getUser());
        }
    }

    private record Found<T>(KubeconfigField field, T value) {}

    private <T> Optional<Found<T>> find(
            String list, String name, Function<Config, List<T>> items, Function<T, String> nameOf) {
        return parts.stream()
                .flatMap(part -> items.apply(part.content()).stream()
                        .filter(item -> name.equals(nameOf.apply(item)))
                        .map(item -> new Found<>(new KubeconfigField(part.file(), list + "[" + name + "]"), item)))
                .findFirst();
    }

    private String current() {
        return parts.stream()
                .map(part -> Objects.toString(part.content().getCurrentContext(), ""))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseThrow(() -> new KubeconfigField(parts.getFirst().file(), "current-context")
                        .wrong("is not set", "set it with: kubectl config use-context NAME"));
    }

    private static SyncException withoutContext(String name) {
        return SyncException.of(
                Reason.InvalidSpec,
                "--context",
                "the kubeconfig has no context %s".formatted(Display.printable(name)),
                Fix.advice("list them with: kubectl config get-contexts"));
    }
}
