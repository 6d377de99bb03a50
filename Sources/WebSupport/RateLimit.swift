import Core
import Hummingbird
import Synchronization

/// Refuses what is more than the limits allow, with when to come back.
package struct RateLimit: RouterMiddleware {
    package typealias Context = VisitorContext

    private let buckets: Buckets
    private let limits: RateLimits
    private let clock: Clock

    package init(buckets: Buckets = Buckets(), clock: Clock, limits: RateLimits = RateLimits()) {
        self.buckets = buckets
        self.clock = clock
        self.limits = limits
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        let purpose = Purpose(isRead: request.method == .get || request.method == .head, path: request.uri.path)
        let network = ClientAddress.network(context.visit.remoteAddress)
        for rule in purpose.addressRules(limits) { try buckets.take(network, rule, at: clock.now) }
        if let member = context.visit.principal.member {
            for rule in purpose.rules(limits) { try buckets.take(member.id.text, rule, at: clock.now) }
        }
        return try await next(request, context)
    }
}

/// What one member or address has left of a rule.
struct Bucket {
    var tokens: Double
    var filledAt: Timestamp
    /// When it is full again and may be forgotten.
    var isFullAfter: Timestamp

    /// - Returns: `nil` if there was a token, else the seconds until there is one.
    mutating func take(_ rule: RateLimits.Rule, at now: Timestamp) -> Int? {
        let minutes = Double(max(0, now.since(filledAt).milliseconds)) / 60_000
        tokens = min(Double(rule.capacity), tokens + minutes * rule.perMinute)
        filledAt = now
        isFullAfter = now.advanced(by: .seconds(Int64(rule.window)))
        if tokens >= 1 {
            tokens -= 1
            return nil
        }
        return max(1, Int(((1 - tokens) / rule.perMinute * 60).rounded(.up)))
    }
}

/// The buckets of all who wrote lately; a full table forgets those that are full again.
package final class Buckets: Sendable {
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let limit = 50_000

    package init() {}

    /// Takes a token.
    /// - Throws: `tooMany` with `too_many_requests` and when there is one again.
    func take(_ whose: String, _ rule: RateLimits.Rule, at now: Timestamp) throws {
        guard let wait = seconds("\(rule.name) \(whose)", rule, at: now) else { return }
        throw Problem(
            .tooMany, "too_many_requests",
            arguments: [
                "seconds": "\(wait)", "limit": "\(rule.capacity)", "window": "\(rule.window)", "bucket": rule.name,
            ], retryAfter: wait)
    }

    /// The half that has longest to wait: those who ask for most stay known.
    private static func emptier(_ buckets: [String: Bucket]) -> [String: Bucket] {
        let sorted = buckets.sorted { $0.value.isFullAfter > $1.value.isFullAfter }
        return Dictionary(uniqueKeysWithValues: sorted.prefix(limit / 2).map { ($0.key, $0.value) })
    }

    private func seconds(_ key: String, _ rule: RateLimits.Rule, at now: Timestamp) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.limit {
                buckets = buckets.filter { $0.value.isFullAfter > now }
                if buckets.count >= Self.limit { buckets = Self.emptier(buckets) }
            }
            let full = Bucket(tokens: Double(rule.capacity), filledAt: now, isFullAfter: now)
            return buckets[key, default: full].take(rule, at: now)
        }
    }
}
