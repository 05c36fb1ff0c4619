package io.databasesync.web;

import io.databasesync.sync.Sha256;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// The files of the page. They are read once, by a list in the jar: no path of a request reaches a file system.
final class Assets {
    private static final String FOLDER = "/web/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "woff2", "font/woff2",
            "png", "image/png",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Asset> byPath = new HashMap<>();
    private final Blob openApi;

    Assets() {
        try (BufferedReader list =
                new BufferedReader(new InputStreamReader(stream("files.txt"), StandardCharsets.UTF_8))) {
            for (String name : list.lines().filter(line -> !line.isBlank()).toList()) {
                byPath.put("/" + name, asset(name));
            }
            openApi = new Blob(bytes("openapi.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Asset index = byPath.get("/index.html");
        if (index == null) {
            throw new IllegalStateException("web/files.txt has no index.html");
        }
        byPath.put("/", index);
    }

    /// @param etag of both forms; a cache asks with the coding in `Vary`
    record Asset(String type, Blob bytes, Blob gzip, String etag) {}

    Optional<Asset> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    Answer openApi() {
        return new Answer.Text(Route.Result.JSON, openApi, Map.of());
    }

    private static Asset asset(String name) throws IOException {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("web/files.txt: no media type for " + name);
        }
        byte[] bytes = bytes(name);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        String etag =
                "\"" + Sha256.hex(Base64.getEncoder().encodeToString(bytes)).substring(0, 32) + "\"";
        return new Asset(type, new Blob(bytes), new Blob(zipped.toByteArray()), etag);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = stream(name)) {
            return in.readAllBytes();
        }
    }

    private static InputStream stream(String name) {
        InputStream in = Assets.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new IllegalStateException("the jar has no file web/" + name);
        }
        return in;
    }
}
