package io.databasesync.engine;

/// Engines that cut small tables into parts, too.
public final class SmallParts {
    private SmallParts() {}

    /// Parts of 64 to 128 KiB.
    public static SyncEngine engine() {
        return new SyncEngine(new Parts.Sizes(64 << 10, 128 << 10));
    }

    /// Parts of 256 to 512 KiB.
    public static SyncEngine engineWithLargerParts() {
        return new SyncEngine(new Parts.Sizes(256 << 10, 512 << 10));
    }
}
