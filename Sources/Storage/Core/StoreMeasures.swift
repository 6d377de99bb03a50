import Measures

/// What writing costs.
package final class StoreMeasures: Sendable {
    /// Writers that shared a commit.
    package let groupSizes = Histogram([1, 2, 4, 8, 16, 32, 64])
    /// From the begin of a transaction to its sync to disk.
    package let commitSeconds = Histogram.seconds()
    package let failedCommits = Count()

    package init() {}
}

/// How much waits to be done.
package struct StoreLoad: Sendable, Equatable {
    /// Writers that wait for their commit.
    package var waitingWriters: Int
    /// Bytes of the write-ahead log.
    package var logBytes: Int

    package init(waitingWriters: Int, logBytes: Int) {
        self.waitingWriters = waitingWriters
        self.logBytes = logBytes
    }
}
