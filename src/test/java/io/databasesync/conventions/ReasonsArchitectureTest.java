package io.databasesync.conventions;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess.Predicates;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.ReasonWords;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// No reason is ever shown but those of the two enums, from which `docs/reasons.md` is generated:
/// conditions, status, exceptions and exit codes take constants of them, and there is one place each that
/// makes a text of one.
@AnalyzeClasses(packages = "io.databasesync", importOptions = ImportOption.DoNotIncludeTests.class)
class ReasonsArchitectureTest {
    @ArchTest
    static final ArchRule thereAreNoOtherReasons = classes()
            .that(assignableTo(ReasonWord.class))
            .should()
            .be(ReasonWord.class)
            .orShould()
            .be(Reason.class)
            .orShould()
            .be(ConditionReason.class);

    @ArchTest
    static final ArchRule conditionsAreMadeInOnePlace = noClasses()
            .that(describe("are not Conditions", type -> !type.getSimpleName().equals("Conditions")))
            .should()
            .callConstructorWhere(Predicates.targetOwner(describe(
                    "a condition",
                    owner -> owner.isEquivalentTo(Condition.class) || owner.isEquivalentTo(ConditionBuilder.class))));

    @ArchTest
    static final ArchRule theStatusOfARunIsMadeInOnePlace = noClasses()
            .that(describe(
                    "are neither RunStatusView, nor OnlyProgress, which compares, nor the record with its builder",
                    ReasonsArchitectureTest::isNobody))
            .should()
            .callConstructorWhere(Predicates.targetOwner(
                    describe("the status", owner -> owner.isEquivalentTo(DatabaseSyncRunStatus.class))))
            .orShould()
            .callMethodWhere(Predicates.targetOwner(
                    describe("its builder", owner -> owner.isEquivalentTo(DatabaseSyncRunStatusBuilder.class))));

    private static boolean isNobody(JavaClass type) {
        return !type.getSimpleName().equals("RunStatusView")
                && !type.getSimpleName().equals("OnlyProgress")
                && !type.isEquivalentTo(DatabaseSyncRunStatus.class)
                && !type.getName().startsWith(DatabaseSyncRunStatusBuilder.class.getName());
    }

    @Test
    void everyExceptionHasOneOfThem() {
        assertThat(SyncException.class.getConstructors())
                .extracting(Constructor::getParameterTypes)
                .allSatisfy(types -> assertThat(types[0]).isEqualTo(Reason.class));
    }

    @Test
    void everyWordIsFoundByItsName() {
        assertThat(ReasonWords.all())
                .allSatisfy(word -> assertThat(ReasonWords.find(word.name())).contains(word));
        assertThat(ReasonWords.find("SomethingElse")).isEmpty();
    }

    @Test
    void exitCodesAreThoseThatTheJobKnows() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::exitCode)).containsOnly(1, 2, 3, 4, 5, 6, 70);
    }
}
