package io.databasesync.contract;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A place in a kubeconfig, and the checks of values that stand there.
///
/// @param path of the field, as in `users[alice].user.token`; empty for the whole file
record KubeconfigField(Path file, String path) {
    KubeconfigField under(String field) {
        return new KubeconfigField(file, path + "." + field);
    }

    SyncException wrong(String what, String fix) {
        return SyncException.of(
                Reason.InvalidSpec,
                "kubeconfig " + file,
                "kubeconfig %s%s %s".formatted(file, path.isEmpty() ? "" : ": " + Display.printable(path), what),
                Fix.advice(fix));
    }

    /// @param kind of what this field names, and that no file has
    SyncException absent(String kind, String name) {
        return name.isEmpty()
                ? wrong("is not set", "name a %s of the file in it".formatted(kind))
                : wrong(
                        "names the %s %s, which no kubeconfig has".formatted(kind, Display.printable(name)),
                        "list them with: kubectl config get-%ss".formatted(kind));
    }

    /// Checks a cluster.
    void check(@Nullable Cluster cluster) {
        Cluster says = Objects.requireNonNullElseGet(cluster, Cluster::new);
        KubeconfigField here = under("cluster");
        here.under("server").checkAddress(Objects.toString(says.getServer(), ""));
        here.under("certificate-authority").checkFile(says.getCertificateAuthority());
        here.under("certificate-authority-data").checkData(says.getCertificateAuthorityData());
    }

    // Without a scheme, the client would try TLS first, and send the token without it afterwards.
    private void checkAddress(String address) {
        boolean whole;
        try {
            URI uri = URI.create(address);
            whole = uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (IllegalArgumentException _) {
            whole = false;
        }
        if (!whole) {
            throw wrong(
                    address.isEmpty() ? "is not set" : "is not an address: " + Display.printable(address),
                    "write the address of the API server in it: https://cluster.example:6443");
        }
    }

    /// Checks a user.
    void check(@Nullable AuthInfo user) {
        AuthInfo says = Objects.requireNonNullElseGet(user, AuthInfo::new);
        KubeconfigField here = under("user");
        here.under("client-certificate").checkFile(says.getClientCertificate());
        here.under("client-certificate-data").checkData(says.getClientCertificateData());
        here.under("client-key").checkFile(says.getClientKey());
        here.under("client-key-data").checkData(says.getClientKeyData());
        here.under("tokenFile").checkFile(says.getTokenFile());
        if (says.getExec() != null) {
            here.under("exec.command").checkProgram(says.getExec());
        }
    }

    private void checkFile(@Nullable String name) {
        if (name != null && !name.isEmpty() && !Files.isReadable(beside(name))) {
            throw wrong(
                    "names %s, which cannot be read".formatted(Display.printable(name)),
                    "check the path, or log in to the cluster again");
        }
    }

    private void checkData(@Nullable String data) {
        try {
            Base64.getDecoder().decode(Objects.toString(data, "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException _) {
            throw wrong("is not base64", "write it anew with the tool of your cluster");
        }
    }

    private void checkProgram(ExecConfig exec) {
        String command = Objects.toString(exec.getCommand(), "");
        boolean found = command.contains("/")
                ? Files.isExecutable(beside(command))
                : Arrays.stream(Objects.toString(System.getenv("PATH"), "").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
        if (command.isEmpty() || !found) {
            throw wrong(
                    "names the program %s, which is not there".formatted(Display.printable(command)),
                    "install it, or correct PATH" + hint(exec));
        }
    }

    private static String hint(ExecConfig exec) {
        return exec.getInstallHint() == null
                ? ""
                : "; " + Display.printable(exec.getInstallHint().strip());
    }

    // relative to the file that names it
    private Path beside(String name) {
        return file.resolveSibling(name);
    }
}
