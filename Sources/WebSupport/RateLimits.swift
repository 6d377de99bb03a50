/// How much one member, or one address, may ask for: every number of it. Generous by address: mobile carriers put
/// thousands behind one.
package struct RateLimits: Sendable {
    /// A token bucket by name: so much at once, refilled at a steady rate.
    package struct Rule: Sendable, Equatable {
        package let name: String
        package let capacity: Int
        package let perMinute: Double

        package init(_ name: String, atOnce capacity: Int, perMinute: Double) {
            self.name = name
            self.capacity = capacity
            self.perMinute = perMinute
        }

        /// Seconds in which an empty bucket is full again.
        package var window: Int { Int((Double(capacity) / perMinute * 60).rounded(.up)) }
    }

    /// Signing up, signing in and asking for a new password from one address: each costs a letter to somebody or a
    /// quarter of a second of a core.
    package var entries = Rule("entries", atOnce: 60, perMinute: 20)
    /// All writes from one address.
    package var address = Rule("address", atOnce: 600, perMinute: 300)
    /// All writes of one member, by the minute and by the hour.
    package var writes = Rule("writes", atOnce: 120, perMinute: 60)
    package var writesPerHour = Rule("writes-hour", atOnce: 1200, perMinute: 20)
    /// New threads and posts.
    package var posts = Rule("posts", atOnce: 60, perMinute: 1)
    package var flags = Rule("flags", atOnce: 20, perMinute: 0.5)
    /// Private messages.
    package var messages = Rule("messages", atOnce: 60, perMinute: 4)
    package var exports = Rule("exports", atOnce: 5, perMinute: 0.2)
    /// Pushes of a member's devices; one carries up to a few hundred mutations.
    package var pushes = Rule("pushes", atOnce: 240, perMinute: 120)
    /// What they push: a phone that was offline for days comes with all of it at once.
    package var mutations = Rule("mutations", atOnce: 3000, perMinute: 60)

    package init() {}
}

/// What a request does, as far as limits tell it apart.
enum Purpose {
    case read, write, enter, post, flag, message, push, export

    /// - Parameter path: without its query.
    init(isRead: Bool, path: String) {
        let parts = path.split(separator: "/")
        if parts == ["api", "v1", "me", "export"] || parts == ["settings", "data", "export"] {
            self = .export
        } else if isRead {
            self = .read
        } else if Self.entries.contains(Array(parts)) {
            self = .enter
        } else if parts.first == "sync" {
            self = ["push", "ticket"].contains(parts.last) ? .push : .read
        } else if parts.last == "flag" || parts == ["api", "v1", "flags"] {
            self = .flag
        } else if parts.first == "messages" || parts.starts(with: ["api", "v1", "me", "conversations"]) {
            self = .message
        } else if parts == ["threads", "new"] || parts == ["api", "v1", "threads"] || parts.last == "answers"
            || (parts.count == 5 && parts.starts(with: ["api", "v1", "threads"]) && parts.last == "posts")
        {
            self = .post
        } else {
            self = .write
        }
    }

    private static let entries: Set<[Substring]> = [
        ["sign-up"], ["sign-in"], ["reset"], ["api", "v1", "accounts"], ["api", "v1", "tokens"],
    ]

    /// The address's buckets, the narrowest first.
    func addressRules(_ limits: RateLimits) -> [RateLimits.Rule] {
        switch self {
        case .read: []
        case .enter: [limits.entries, limits.address]
        default: [limits.address]
        }
    }

    /// The member's buckets, the narrowest first.
    func rules(_ limits: RateLimits) -> [RateLimits.Rule] {
        switch self {
        case .read: []
        case .write, .enter: [limits.writes, limits.writesPerHour]
        case .export: [limits.exports, limits.writes, limits.writesPerHour]
        case .post: [limits.posts, limits.writes, limits.writesPerHour]
        case .flag: [limits.flags, limits.writes, limits.writesPerHour]
        case .message: [limits.messages, limits.writes, limits.writesPerHour]
        case .push: [limits.pushes]
        }
    }
}
