/// How long to wait after attempts that failed: twice as long each time, up to a limit, and any time between nothing
/// and that ("full jitter"), so that devices that lost the server together do not come back together.
struct Backoff: Sendable {
    let pauses: ClosedRange<Duration>

    /// - Parameters:
    ///   - failures: attempts that failed in a row, 1 at least.
    ///   - atLeast: what the server asked for; the jitter comes on top.
    func pause(
        failures: Int, atLeast: Duration = .zero, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let longest = min(pauses.upperBound, pauses.lowerBound * (1 << min(max(failures, 1) - 1, 20)))
        return atLeast + longest * Double.random(in: 0...1, using: &generator)
    }

    func pause(failures: Int, atLeast: Duration = .zero) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return pause(failures: failures, atLeast: atLeast, using: &generator)
    }
}
