package io.databasesync.engine.swap;

import io.databasesync.engine.progress.SentBytes;
import io.databasesync.engine.run.CopyFormats;
import io.databasesync.engine.run.Run;
import io.databasesync.postgres.copy.CopiesTogether;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One try to copy small tables together. If rows are counted, the source counts them in the same message.
final class SmallCopies {
    private final Run run;
    private final StageLoad load;
    private final CopyFormats formats;
    private final List<TablePart> parts;
    private final List<SentBytes> sent;

    SmallCopies(Run run, StageLoad load, CopyFormats formats, List<TablePart> parts) {
        this.run = run;
        this.load = load;
        this.formats = formats;
        this.parts = parts;
        this.sent =
                parts.stream().map(p -> new SentBytes(p.name(), run.progress())).toList();
    }

    Map<TableName, CopiesTogether.Rows> run(Pipe pipe) {
        List<CopiesTogether.Item> items = IntStream.range(0, parts.size())
                .mapToObj(i -> item(parts.get(i), sent.get(i)))
                .toList();
        pipe.connect();
        return pipe.writer().loading().loadTogether(items, pipe.reader(), run.cancellation()).stream()
                .collect(Collectors.toMap(r -> r.part().name(), Function.identity()));
    }

    private CopiesTogether.Item item(TablePart part, SentBytes bytes) {
        run.progress().copying(part.name());
        return new CopiesTogether.Item(
                part, formats.binary(part.table()), load.check().countsOnly(), bytes);
    }

    /// Takes back the progress of a failed try.
    void takeBack() {
        sent.forEach(SentBytes::takeBack);
    }

    /// Compares the copied rows with the source.
    ///
    /// @throws io.databasesync.sync.SyncException `VerificationFailed`
    List<VerifiedTable> check(Pipe pipe, Map<TableName, CopiesTogether.Rows> rows) {
        return parts.stream()
                .map(part -> {
                    CopiesTogether.Rows found = Objects.requireNonNull(rows.get(part.name()));
                    return load.check().countsOnly()
                            ? load.check().source(part.table(), found.counted(), found.copied())
                            : load.check().source(pipe.reader(), part.table(), found.copied());
                })
                .toList();
    }
}
