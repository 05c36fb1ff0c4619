package io.databasesync.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.testing.operator.Specs;
import org.junit.jupiter.api.Test;

/// Which versions of a resource are older than what the operator wrote itself.
class OwnWritesTest {
    private final OwnWrites writes = new OwnWrites();

    @Test
    void aVersionBeforeTheOwnWriteIsOld() {
        writes.wrote(version("a", "18"));
        assertThat(writes.after(version("a", "9"))).isTrue();
        assertThat(writes.after(version("a", "18"))).isFalse();
        assertThat(writes.after(version("a", "100"))).isFalse();
    }

    @Test
    void anotherObjectOfTheSameNameHasNoWrites() {
        writes.wrote(version("a", "18"));
        assertThat(writes.after(version("b", "9"))).isFalse();
    }

    @Test
    void aVersionThatIsNoNumberHasNoOrder() {
        writes.wrote(version("a", "v18"));
        assertThat(writes.after(version("a", "9"))).isFalse();
        writes.wrote(version("a", "18"));
        assertThat(writes.after(version("a", "v9"))).isFalse();
    }

    private static DatabaseSync version(String uid, String version) {
        DatabaseSync sync = Specs.sync("knowledge", "knowledge-base", Specs.spec());
        sync.getMetadata().setUid(uid);
        sync.getMetadata().setResourceVersion(version);
        return sync;
    }
}
