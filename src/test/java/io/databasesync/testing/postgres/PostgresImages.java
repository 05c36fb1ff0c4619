package io.databasesync.testing.postgres;

import org.jspecify.annotations.Nullable;

/// Images of PostgreSQL with pgvector.
///
/// `DBSYNC_POSTGRES_IMAGES` names them, `15=local/postgres:15 17=…`; the default is pgvector's own.
final class PostgresImages {
    private PostgresImages() {}

    /// The image of this major version; null if there is none.
    static @Nullable String of(int major) {
        String images = System.getenv("DBSYNC_POSTGRES_IMAGES");
        if (images == null || images.isBlank()) {
            return "pgvector/pgvector:pg" + major;
        }
        for (String image : images.strip().split("\\s+", -1)) {
            if (image.startsWith(major + "=")) {
                return image.substring(image.indexOf('=') + 1);
            }
        }
        return null;
    }
}
