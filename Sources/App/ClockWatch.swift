import Core

/// Whether the machine's clock can be believed: work that destroys what is old must not run because a clock was set
/// wrongly. A leap is believed after it has stood for a day.
package struct ClockWatch: Sendable {
    /// What the clock may differ from time that passed: leap seconds and slow corrections are no leaps.
    static let tolerance = Span.minutes(10)
    static let proof = Duration.seconds(24 * 3600)

    private var last: (clock: Timestamp, at: ContinuousClock.Instant)
    /// How far the clock leapt, and when it last did.
    private var leap = Span(milliseconds: 0)
    private var leaptAt: ContinuousClock.Instant?

    package init(_ clock: Timestamp, at instant: ContinuousClock.Instant = .now) { last = (clock, instant) }

    /// Notes what the clock shows now.
    /// - Returns: whether it is believed.
    package mutating func believes(_ clock: Timestamp, at instant: ContinuousClock.Instant = .now) -> Bool {
        let passed = Span(milliseconds: Int64((instant - last.at) / .milliseconds(1)))
        let difference = Span(milliseconds: clock.since(last.clock).milliseconds - passed.milliseconds)
        last = (clock, instant)
        if abs(difference.milliseconds) > Self.tolerance.milliseconds {
            leap = Span(milliseconds: leap.milliseconds + difference.milliseconds)
            leaptAt = instant
        }
        if let leaptAt, instant - leaptAt >= Self.proof { (leap, self.leaptAt) = (Span(milliseconds: 0), nil) }
        // A clock that is behind destroys nothing too early.
        return leap <= Self.tolerance
    }
}
