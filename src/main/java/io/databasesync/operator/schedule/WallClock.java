package io.databasesync.operator.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/// A cron expression on a clock that is never changed: it knows no time zone.
///
/// The library computes in UTC here, because its own steps over a change of the clock lose times.
final class WallClock {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// The library refuses these names in the five-field form.
    private static final Map<String, String> NAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private final ExecutionTime times;
    private final boolean everyHour;

    private WallClock(Cron cron) {
        times = ExecutionTime.forCron(cron);
        CronField hours = cron.retrieveFieldsAsMap().get(CronFieldName.HOUR);
        everyHour = hours != null && hours.getExpression() instanceof Always;
    }

    /// @throws IllegalArgumentException saying what is wrong with the expression
    static WallClock parse(String expression) {
        String fields = expression.startsWith("@") ? NAMES.get(expression) : expression;
        if (fields == null) {
            throw new IllegalArgumentException("the only names are @yearly, @annually, @monthly, @weekly, @daily,"
                    + " @midnight and @hourly; write any other schedule in five fields");
        }
        if (fields.contains("TZ=")) {
            throw new IllegalArgumentException("set the time zone in spec.schedule.timeZone");
        }
        WallClock clock = new WallClock(PARSER.parse(fields));
        if (clock.next(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("no date matches it");
        }
        return clock;
    }

    /// The first time after this one.
    Optional<LocalDateTime> next(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /// Whether the hour field is `*`.
    boolean everyHour() {
        return everyHour;
    }
}
