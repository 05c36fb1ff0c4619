package io.databasesync.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import io.databasesync.testing.PlanExample;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanPrinterTest {
    @Test
    void hasALineForEachTableAndTellsWhatIsUnknown() {
        assertThat(PlanPrinter.of(new PlanExample().plan()).lines())
                .anyMatch(line -> line.matches("public\\.pages +~218,714 +1\\.4 GB +~1,000 .* binary +4 +5 +replaced"))
                .anyMatch(line -> line.matches("public\\.tags +unknown +\\S+ \\w+ +- +- +text +1 +1 +created"));
    }

    @Test
    void saysWhichSideIsReadAndWhichIsReplaced() {
        assertThat(PlanPrinter.of(new PlanExample().plan()).lines())
                .anyMatch(line -> line.startsWith("Source  remote  app@remote:5432"))
                .anyMatch(line -> line.startsWith("Target  local   app@local:5432"))
                .contains("Mode    swap");
    }

    @Test
    void saysWhatADatabaseIsUsedFor() {
        Plan plan = new PlanExample().targetIs("production").plan();
        assertThat(PlanPrinter.of(plan))
                .contains("REPLACES local app@local:5432 (production) with remote app@remote:5432")
                .contains("Target  local   app@local:5432 (production, PostgreSQL 15.19)");
        assertThat(PlanPrinter.replaces(plan)).contains("app@local:5432 (production, PostgreSQL 15.19)");
    }

    @Test
    void saysWhyRowsAreReplacedInPlace() {
        Plan plan = new PlanExample().inPlace("public.pages is a partition").plan();
        assertThat(PlanPrinter.of(plan)).contains("Mode    in place", "because public.pages is a partition");
        assertThat(PlanPrinter.replaces(plan)).contains("REPLACES the rows of 2 tables in the local database");
    }

    @Test
    void endsWithWhatIsInTheWay() {
        assertThat(PlanPrinter.of(new PlanExample()
                                .warnings(Warning.of("slow"))
                                .blockers(Failures.blocker(Reason.SchemaDrift, "drift"))
                                .plan())
                        .lines()
                        .toList())
                .containsSubsequence("Warning: slow", "Blocked: SchemaDrift: drift");
    }

    @Test
    void aPlanThatIsCutSaysHowMuchIsMissing() {
        PlannedTable[] many = IntStream.range(0, 500)
                .mapToObj(i ->
                        new PlannedTable(new TableName("public", "t" + i), new Size(1, 8192, 0), null, true, 1, 0, "c"))
                .toArray(PlannedTable[]::new);
        assertThat(PlanPrinter.of(PlanStatusMapper.bounded(
                                new PlanExample().tables(many).plan()))
                        .lines())
                .anyMatch(line -> line.matches("and \\d+ more"))
                .anyMatch(line -> line.startsWith("500 tables (500 created), "));
    }
}
