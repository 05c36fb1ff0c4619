package io.databasesync.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.testcontainers.DockerClientFactory;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// Says at the end of `mvn verify` which rungs of the tests ran, and loudly which did not: green is worth what ran.
///
/// `*Test` and `*DistIT` are unit and embedded, `*ClusterIT` is the cluster, every other `*IT` containers.
final class RungReport {
    private static final String LINE = "=".repeat(72);

    private RungReport() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[0]);
        List<Suite> suites = Stream.of("surefire-reports", "failsafe-reports")
                .flatMap(folder -> suites(target.resolve(folder)))
                .toList();
        System.out.print(report(suites, System.getenv()));
    }

    static String report(List<Suite> suites, Map<String, String> environment) {
        StringBuilder text = new StringBuilder(LINE + "\n");
        for (Rung rung : Rung.values()) {
            Suite sum = suites.stream().filter(s -> rung == Rung.of(s.name())).reduce(Suite.NONE, Suite::plus);
            text.append("%-18s %s%n"
                    .formatted(rung.title, sum.ran() > 0 ? sum : "DID NOT RUN: " + why(rung, sum, environment)));
        }
        Suite all = suites.stream().reduce(Suite.NONE, Suite::plus);
        return text.append("%-18s %s%n".formatted("all", all))
                .append(LINE)
                .append('\n')
                .toString();
    }

    private static String why(Rung rung, Suite sum, Map<String, String> environment) {
        return switch (rung) {
            case UNIT_AND_EMBEDDED -> "tests were skipped on the command line";
            case CONTAINERS -> dockerAnswers() ? unexpected(sum) : "no Docker daemon answers";
            case CLUSTER ->
                environment.containsKey("DBSYNC_TEST_CLUSTER") ? unexpected(sum) : "DBSYNC_TEST_CLUSTER is not set";
        };
    }

    private static String unexpected(Suite sum) {
        return sum.tests() == 0 ? "it has no tests in this build" : "all %d tests were skipped".formatted(sum.tests());
    }

    private static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    private static Stream<Suite> suites(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
                    .map(RungReport::suite)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Suite suite(Path file) {
        try {
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
            return new Suite(
                    suite.getAttribute("name"),
                    number(suite, "tests"),
                    number(suite, "failures") + number(suite, "errors"),
                    number(suite, "skipped"));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    enum Rung {
        UNIT_AND_EMBEDDED("unit and embedded"),
        CONTAINERS("containers"),
        CLUSTER("cluster");

        private final String title;

        Rung(String title) {
            this.title = title;
        }

        static Rung of(String testClass) {
            if (testClass.endsWith("ClusterIT")) {
                return CLUSTER;
            }
            return testClass.endsWith("IT") && !testClass.endsWith("DistIT") ? CONTAINERS : UNIT_AND_EMBEDDED;
        }
    }

    /// The results of one test class, or of many.
    record Suite(String name, int tests, int failed, int skipped) {
        static final Suite NONE = new Suite("", 0, 0, 0);

        int ran() {
            return tests - skipped;
        }

        Suite plus(Suite other) {
            return new Suite("", tests + other.tests, failed + other.failed, skipped + other.skipped);
        }

        @Override
        public String toString() {
            return "Tests run: %d, Failed: %d, Skipped: %d".formatted(tests, failed, skipped);
        }
    }
}
