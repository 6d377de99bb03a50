import Core
import Hummingbird
import Synchronization

/// How often one member, or one address, may write. Generous by address: mobile carriers put thousands behind one.
package struct RateLimit: RouterMiddleware {
    package typealias Context = VisitorContext

    private let buckets: Buckets
    private let clock: Clock

    package init(clock: Clock) {
        self.clock = clock
        buckets = Buckets()
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.method != .head, request.area != "sync" {
            try take("a \(context.visit.remoteAddress)", Bucket.Rule(capacity: 600, perMinute: 300))
            if let member = context.visit.principal.member {
                try take("m \(member.id)", Bucket.Rule(capacity: 120, perMinute: 60))
            }
        }
        return try await next(request, context)
    }

    private func take(_ key: String, _ rule: Bucket.Rule) throws {
        guard let wait = buckets.take(key, rule, at: clock.now) else { return }
        throw Problem(
            .tooMany, "too_many_requests", arguments: ["seconds": "\(wait)", "limit": "\(Int(rule.perMinute))"],
            retryAfter: wait)
    }
}

/// A token bucket: `capacity` at once, refilled at a steady rate.
struct Bucket {
    struct Rule {
        let capacity: Double
        let perMinute: Double
    }

    var tokens: Double
    var filledAt: Timestamp

    /// - Returns: `nil` if there was a token, else the seconds until there is one.
    mutating func take(_ rule: Rule, at now: Timestamp) -> Int? {
        let minutes = Double(max(0, now.since(filledAt).milliseconds)) / 60_000
        tokens = min(rule.capacity, tokens + minutes * rule.perMinute)
        filledAt = now
        if tokens >= 1 {
            tokens -= 1
            return nil
        }
        return max(1, Int(((1 - tokens) / rule.perMinute * 60).rounded(.up)))
    }
}

/// The buckets of all who wrote lately; a full table forgets those that are full again.
private final class Buckets: Sendable {
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let limit = 50_000

    func take(_ key: String, _ rule: Bucket.Rule, at now: Timestamp) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.limit {
                buckets = buckets.filter { now.since($0.value.filledAt) < .minutes(5) }
                if buckets.count >= Self.limit { buckets.removeAll() }
            }
            return buckets[key, default: Bucket(tokens: rule.capacity, filledAt: now)].take(rule, at: now)
        }
    }
}
