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

    /// All writes from one address.
    package var address = Rule("address", atOnce: 600, perMinute: 300)
    /// All writes of one member, by the minute and by the hour.
    package var writes = Rule("writes", atOnce: 120, perMinute: 60)
    package var writesPerHour = Rule("writes-hour", atOnce: 1200, perMinute: 20)
    /// New threads and posts.
    package var posts = Rule("posts", atOnce: 60, perMinute: 1)
    package var flags = Rule("flags", atOnce: 20, perMinute: 0.5)
    /// Pushes of a member's devices; one carries up to a few hundred mutations.
    package var pushes = Rule("pushes", atOnce: 240, perMinute: 120)

    package init() {}
}

/// What a request does, as far as limits tell it apart.
enum Purpose {
    case read, write, post, flag, push

    /// - Parameter path: without its query.
    init(isRead: Bool, path: String) {
        let parts = path.split(separator: "/")
        if isRead {
            self = .read
        } else if parts.first == "sync" {
            self = parts.last == "push" ? .push : .read
        } else if parts.last == "flag" || parts == ["api", "v1", "flags"] {
            self = .flag
        } else if parts == ["threads", "new"] || parts == ["api", "v1", "threads"] || parts.last == "answers"
            || (parts.count == 5 && parts.starts(with: ["api", "v1", "threads"]) && parts.last == "posts")
        {
            self = .post
        } else {
            self = .write
        }
    }

    /// The member's buckets, the narrowest first.
    func rules(_ limits: RateLimits) -> [RateLimits.Rule] {
        switch self {
        case .read: []
        case .write: [limits.writes, limits.writesPerHour]
        case .post: [limits.posts, limits.writes, limits.writesPerHour]
        case .flag: [limits.flags, limits.writes, limits.writesPerHour]
        case .push: [limits.pushes]
        }
    }
}
