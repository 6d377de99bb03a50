import Foundation

/// How a device behaves; the defaults suit a phone.
public struct DeviceOptions: Sendable {
    /// What the member sees in the list of their devices.
    public var name = "KarwanClient"
    /// Mutations in one push.
    public var batch = 500
    /// Rows of one page; `nil` leaves it to the server.
    public var pageRows: Int?
    /// How long a mutation that the server acknowledged is kept, in case the server is set back to an older state.
    public var logDays = 14
    /// How many of them are kept.
    public var logEntries = 1_000
    /// How many bytes of their arguments.
    public var logBytes = 4 << 20
    /// The least and the most between two attempts that fail, before jitter.
    public var pauses: ClosedRange<Duration> = .seconds(1) ... .seconds(300)
    /// Between two looks at the server when it cannot tell by itself that there is news, before jitter.
    public var polling: Duration = .seconds(60)
    /// The same while it can.
    public var quietPolling: Duration = .seconds(15 * 60)
    /// How long to wait for a whole answer.
    public var patience: Duration = .seconds(60)
    /// The device's clock. It orders nothing; it only ends pauses and ages the log.
    public var now: @Sendable () -> Date = { Date() }

    /// The defaults.
    public init() {}
}
