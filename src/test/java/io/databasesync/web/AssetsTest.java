package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// The files of the page.
class AssetsTest {
    private static final String VENDOR = "vendor/vendor.js";
    private static final Pattern ADDRESS = Pattern.compile("(?:https?:)?//[A-Za-z0-9-]+\\.[A-Za-z0-9.-]+");
    private static final int MOST = 100_000;

    @Test
    void theLibrariesAreThoseOfTheLockFile() throws IOException, NoSuchAlgorithmException {
        JsonNode list = new ObjectMapper().readTree(bytes("vendor/vendor.json"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(VENDOR));
        assertThat(list.path("sha256").textValue()).isEqualTo(HexFormat.of().formatHex(digest));

        JsonNode packages = new ObjectMapper()
                .readTree(Files.readString(Path.of("src/web/package-lock.json")))
                .path("packages");
        assertThat(list.path("libraries")).isNotEmpty().allSatisfy(library -> {
            JsonNode locked =
                    packages.path("node_modules/" + library.path("name").textValue());
            assertThat(library.path("version")).isEqualTo(locked.path("version"));
            assertThat(library.path("licence").textValue()).isIn("MIT", "Apache-2.0");
        });
    }

    @Test
    void noFileNamesAnotherHost() throws IOException {
        for (String name : names()) {
            String text = new String(bytes(name), StandardCharsets.UTF_8);
            assertThat(ADDRESS.matcher(text).results().map(found -> found.group()))
                    .as(name)
                    .allMatch("http://www.w3.org"::equals); // a name of SVG, and no address
        }
    }

    @Test
    void allOfThemWeighLessThanAPicture() throws IOException {
        long weight = 0;
        for (String name : names()) {
            weight += zipped(bytes(name));
        }
        assertThat(weight).isLessThan(MOST);
    }

    @Test
    void theListIsComplete() throws IOException {
        Path folder = Path.of("src/main/resources/web");
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString())
                            .filter(name -> !List.of("files.txt", "openapi.json", "vendor/vendor.json")
                                    .contains(name)))
                    .containsExactlyInAnyOrderElementsOf(names());
        }
    }

    @Test
    void theBrowserHearsOfEveryModuleAtOnce() throws IOException {
        String index = new String(bytes("index.html"), StandardCharsets.UTF_8);
        assertThat(names())
                .filteredOn(name -> name.endsWith(".js"))
                .allMatch(name -> index.contains("\"/" + name + "\""));
    }

    private static List<String> names() throws IOException {
        return new String(bytes("files.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(AssetsTest.class.getResourceAsStream("/web/" + name), name)) {
            return in.readAllBytes();
        }
    }

    private static long zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }
}
