package io.databasesync.testing.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A server's certificate and key, its authority's certificate, and that of another authority. The JDK's `keytool`
/// makes them.
///
/// @param server in PEM, like the others
/// @param key of the server, PKCS 8
record TestCertificates(Path server, Path key, Path authority, Path otherAuthority) {
    private static final String PASSWORD = "changeit";

    static TestCertificates make(Path folder, String host) {
        try {
            Path authority = folder.resolve("authority.p12");
            Path server = folder.resolve("server.p12");
            Path other = folder.resolve("other.p12");
            Path request = folder.resolve("server.csr");
            Path signed = folder.resolve("server.crt");
            for (Path old : List.of(authority, server, other, request, signed)) {
                Files.deleteIfExists(old);
            }
            generate(authority, "CN=right authority", "-ext", "bc:c=ca:true");
            generate(other, "CN=another authority", "-ext", "bc:c=ca:true");
            generate(server, "CN=" + host);
            keytool(server, "-certreq", "-file", request.toString());
            keytool(
                    authority,
                    "-gencert",
                    "-rfc",
                    "-validity",
                    "30",
                    "-ext",
                    "san=dns:" + host,
                    "-infile",
                    request.toString(),
                    "-outfile",
                    signed.toString());
            return new TestCertificates(
                    signed, key(server, folder.resolve("server.key")), certificate(authority), certificate(other));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(Path store, String name, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30", "-dname", name));
        arguments.addAll(List.of(more));
        keytool(store, arguments.toArray(String[]::new));
    }

    private static Path certificate(Path store) throws IOException {
        Path file = store.resolveSibling(store.getFileName() + ".crt");
        keytool(store, "-exportcert", "-rfc", "-file", file.toString());
        return file;
    }

    private static Path key(Path store, Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            keys.load(stream, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("it", PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-alias", "it", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
