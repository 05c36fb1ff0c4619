package io.databasesync.conventions;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The arrows between packages, and what no class does.
@AnalyzeClasses(packages = "io.databasesync", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] KUBERNETES = {"io.fabric8..", "io.javaoperatorsdk.."};

    @ArchTest
    static final ArchRule syncKnowsNobody = knowsOnly("sync");

    @ArchTest
    static final ArchRule textKnowsNobody = knowsOnly("text");

    @ArchTest
    static final ArchRule clusterKnowsResources = knowsOnly("cluster", "contract", "api", "sync", "text");

    @ArchTest
    static final ArchRule apiKnowsSharedWords = knowsOnly("api", "sync", "text");

    @ArchTest
    static final ArchRule manifestKnowsSharedWordsAndResources = knowsOnly("manifest", "api", "sync", "text");

    @ArchTest
    static final ArchRule postgresKnowsSharedWords = knowsOnly("postgres", "sync", "text");

    @ArchTest
    static final ArchRule engineKnowsPostgres = knowsOnly("engine", "progress", "postgres", "sync", "text");

    @ArchTest
    static final ArchRule progressKnowsSharedWords = knowsOnly("progress", "sync", "text");

    @ArchTest
    static final ArchRule operatorKnowsNeitherEngineNorPostgres =
            knowsOnly("operator", "manifest", "contract", "api", "sync", "text");

    /// `operator.run` and `operator.sync` compute; the package above them asks the cluster and writes.
    @ArchTest
    static final ArchRule decisionsWriteNothing = noClasses()
            .that(resideInAnyPackage("io.databasesync.operator.run..", "io.databasesync.operator.sync.."))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(KubernetesClient.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javaoperatorsdk..", "io.databasesync.operator");

    @ArchTest
    static final ArchRule workerKnowsNoOperator =
            knowsOnly("worker", "manifest", "contract", "engine", "progress", "log", "api", "sync", "text");

    @ArchTest
    static final ArchRule webKnowsNeitherEngineNorCluster = knowsOnly("web", "sync", "text");

    @ArchTest
    static final ArchRule whatCommandsShareKnowsNoCommand = noClasses()
            .that(resideInAnyPackage(
                    "io.databasesync.cli.terminal..",
                    "io.databasesync.cli.live..",
                    "io.databasesync.cli.options..",
                    "io.databasesync.cli.outcome.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.databasesync.cli.engine..",
                    "io.databasesync.cli.cluster..",
                    "io.databasesync.cli.process..",
                    "io.databasesync.cli.web..");

    @ArchTest
    static final ArchRule logKnowsNobody = knowsOnly("log");

    @ArchTest
    static final ArchRule contractKnowsResources = knowsOnly("contract", "api", "sync", "text");

    /// Every package by itself: `postgres.stage` is not `postgres.swap`.
    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.databasesync.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyEdgesAndApiKnowKubernetes = noClasses()
            .that(resideInAnyPackage(
                    "io.databasesync.engine..",
                    "io.databasesync.progress..",
                    "io.databasesync.postgres..",
                    "io.databasesync.web..",
                    "io.databasesync.sync.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KUBERNETES);

    @ArchTest
    static final ArchRule onlyPostgresKnowsJdbc = noClasses()
            .that(resideOutsideOfPackages("io.databasesync.postgres.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.flywaydb..");

    @ArchTest
    static final ArchRule nobodyUsesJavaUtilLogging =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule onlyEdgesAndSinksPrint = noClasses()
            .that(resideOutsideOfPackages("io.databasesync.cli..", "io.databasesync.progress.."))
            .should(accessField(System.class, "out"))
            .orShould(accessField(System.class, "err"))
            .orShould(callMethod(Throwable.class, "printStackTrace"));

    @ArchTest
    static final ArchRule onlyTheCommandLineExits = noClasses()
            .that(resideOutsideOfPackages("io.databasesync.cli.."))
            .should(callMethod(System.class, "exit", int.class))
            .orShould(callMethod(Runtime.class, "halt", int.class));

    /// Records are wide if a catalog or a resource is, and so are their generated builders.
    @ArchTest
    static final ArchRule constructorsTakeFiveValuesAtMost = constructors()
            .that()
            .areDeclaredInClassesThat(describe(
                    "do something",
                    c -> !c.isRecord()
                            && !c.isEnum()
                            && !c.isAnonymousClass()
                            && !c.isLocalClass()
                            && !c.getSimpleName().endsWith("Builder")))
            .should(haveParameters(5));

    private static ArchCondition<JavaConstructor> haveParameters(int most) {
        return new ArchCondition<>("have %d parameters at most".formatted(most)) {
            @Override
            public void check(JavaConstructor constructor, ConditionEvents events) {
                JavaClass owner = constructor.getOwner();
                boolean hasOuter = owner.isInnerClass();
                int own = constructor.getRawParameterTypes().size() - (hasOuter ? 1 : 0);
                events.add(new SimpleConditionEvent(
                        constructor, own <= most, "%s has %d".formatted(constructor.getFullName(), own)));
            }
        };
    }

    @ArchTest
    static void anArrowThatPointsElsewhereIsFound(JavaClasses imported) {
        assertThatThrownBy(() -> knowsOnly("cli", "sync").check(imported))
                .hasMessageContaining("io.databasesync.engine");
    }

    @Test
    void aConstructorWithSixValuesIsFound() {
        ClassFileImporter importer = new ClassFileImporter();

        assertThatThrownBy(() -> constructorsTakeFiveValuesAtMost.check(importer.importClasses(SixValues.class)))
                .hasMessageContaining("SixValues")
                .hasMessageContaining("has 6");
        constructorsTakeFiveValuesAtMost.check(importer.importClasses(FiveValues.class));
    }

    static final class SixValues {
        SixValues(int a, int b, int c, int d, int e, int f) {}
    }

    static final class FiveValues {
        FiveValues(int a, int b, int c, int d, int e) {}
    }

    /// A package of tests shares the `package-info` of the package it tests.
    @Test
    void everyPackageIsNullMarked() throws IOException {
        Set<Path> packages = new TreeSet<>();
        Set<Path> marked = new TreeSet<>();
        for (Path root : List.of(Path.of("src/main/java"), Path.of("src/test/java"))) {
            for (Path file : javaFiles(root)) {
                Path name = root.relativize(file.resolveSibling(""));
                packages.add(name);
                if (file.endsWith("package-info.java") && Files.readString(file).contains("@NullMarked")) {
                    marked.add(name);
                }
            }
        }
        packages.removeAll(marked);
        assertThat(packages)
                .as("packages without a @NullMarked package-info.java")
                .isEmpty();
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /// The package depends on itself, on those named, and on nothing else of ours.
    private static ArchRule knowsOnly(String name, String... others) {
        List<String> allowed = new ArrayList<>(List.of("io.databasesync." + name + ".."));
        Stream.of(others).map(other -> "io.databasesync." + other + "..").forEach(allowed::add);
        return classes()
                .that()
                .resideInAPackage("io.databasesync." + name + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("io.databasesync..")
                        .or(resideInAnyPackage(allowed.toArray(String[]::new)).as("%s", allowed))
                        .forSubtype())
                .as("%s depends only on %s".formatted(name, List.of(others)));
    }
}
