package io.databasesync.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A line of the log in a pod, as a log store reads it.
class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void fieldsAreFields() throws JsonProcessingException {
        JsonNode line =
                line(null, "phase={} percent={} tables={}/{} rows={}/{}", "Copying", 47, 8, 17, 50_000L, 218_714L);
        assertThat(line.path("time").asText()).isEqualTo("2026-01-12T10:00:00.125Z");
        assertThat(line.path("level").asText()).isEqualTo("info");
        assertThat(line.path("logger").asText()).isEqualTo("LogLines");
        assertThat(line.path("phase").asText()).isEqualTo("Copying");
        assertThat(line.path("percent").isInt()).isTrue();
        assertThat(line.path("tables").asInt()).isEqualTo(8);
        assertThat(line.path("tablesTotal").asInt()).isEqualTo(17);
        assertThat(line.path("rowsTotal").asLong()).isEqualTo(218_714L);
        assertThat(line.path("message").asText()).isEqualTo("phase=Copying percent=47 tables=8/17 rows=50000/218714");
    }

    @Test
    void aWordInTheTemplateIsAFieldToo() throws JsonProcessingException {
        JsonNode line = line(null, "event=started version={}", "1.2.3");
        assertThat(line.path("event").asText()).isEqualTo("started");
        assertThat(line.path("version").asText()).isEqualTo("1.2.3");
    }

    @Test
    void aDurationIsANumberOfSeconds() throws JsonProcessingException {
        JsonNode line = line(null, "table={} rows={} took={}", "public.pages", 500, Duration.ofMillis(1500));
        assertThat(line.path("table").asText()).isEqualTo("public.pages");
        assertThat(line.path("seconds").asDouble()).isEqualTo(1.5);
    }

    @Test
    void everyLineOfAProcessHasItsRun() throws JsonProcessingException {
        ProcessFields.put("run", "kb-1");
        assertThat(line(null, "no word about it").path("run").asText()).isEqualTo("kb-1");
    }

    @Test
    void anErrorKeepsItsStackTraceInOneLine() throws JsonProcessingException {
        JsonNode line = line(new IllegalStateException("no disk"), "cannot write {}", "it");
        assertThat(line.path("message").asText()).isEqualTo("cannot write it");
        assertThat(line.path("exception").asText()).startsWith("java.lang.IllegalStateException: no disk");
    }

    private JsonNode line(@Nullable Throwable error, String message, Object... arguments)
            throws JsonProcessingException {
        LoggingEvent event = new LoggingEvent(
                JsonLinesTest.class.getName(),
                context.getLogger("io.databasesync.progress.LogLines"),
                Level.INFO,
                message,
                error,
                arguments);
        event.setInstant(Instant.parse("2026-01-12T10:00:00.125Z"));
        String text = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n").containsOnlyOnce("\n");
        return new JsonMapper().readTree(text);
    }
}
