package io.databasesync.engine.work;

/// Finds how many connections copy fastest, from measured rates: pure arithmetic.
///
/// It begins with two, and adds one while the rate of all together still grows. If the last one made it no faster, it
/// takes that one away and keeps the number for a while. Then it tries again, because servers and networks change.
public final class PipeCount {
    private static final int FIRST = 2;
    /// A connection that adds less is not worth it; smaller differences are noise.
    private static final double WORTH = 1.05;
    /// Samples for which a number stays that was best.
    private static final int KEEP = 10;

    private final int most;
    private int count;
    /// The rate with one connection less; 0 before the first sample.
    private double before;
    private int keep;

    /// @param most connections that both servers allow
    public PipeCount(int most) {
        this.most = most;
        this.count = Math.min(FIRST, most);
    }

    /// The number of connections to use now.
    public int count() {
        return count;
    }

    /// Takes the rate at which that number of connections copied for about a second.
    ///
    /// @return the number of connections to use from now on
    public int sample(double bytesPerSecond) {
        if (keep > 0) {
            keep--;
            before = bytesPerSecond;
            if (keep == 0) {
                add();
            }
        } else if (bytesPerSecond >= before * WORTH) {
            before = bytesPerSecond;
            add();
        } else {
            remove();
        }
        return count;
    }

    private void add() {
        if (count < most) {
            count++;
        } else {
            keep = KEEP;
        }
    }

    private void remove() {
        if (count > Math.min(FIRST, most)) {
            count--;
        }
        keep = KEEP;
    }
}
