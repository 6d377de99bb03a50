/// What a device asks: what changed since the cookie?
public struct PullRequest: Codable, Sendable, Hashable {
    public var pullVersion: Int
    public var clientGroupID: String
    public var profileID: String?
    public var schemaVersion: String?
    /// As the last answer gave it; absent or null the first time.
    public var cookie: JSONValue?
    public var ext: Wishes?

    /// What clients of our own may ask for besides.
    public struct Wishes: Codable, Sendable, Hashable {
        public var maxBytes: Int?
        public var maxRows: Int?
        /// Milliseconds to wait for news when there is none, at most 25,000.
        public var waitMs: Int?
        /// `scopes`: lost scopes are named in `ext.purgedScopes`, and the client finds their rows by itself.
        public var purge: String?

        public init(maxBytes: Int? = nil, maxRows: Int? = nil, waitMs: Int? = nil, purge: String? = nil) {
            self.maxBytes = maxBytes
            self.maxRows = maxRows
            self.waitMs = waitMs
            self.purge = purge
        }
    }

    public init(
        pullVersion: Int = SyncVersion.wire, clientGroupID: String, profileID: String? = nil,
        schemaVersion: String? = SyncVersion.schema, cookie: JSONValue? = nil, ext: Wishes? = nil
    ) {
        self.pullVersion = pullVersion
        self.clientGroupID = clientGroupID
        self.profileID = profileID
        self.schemaVersion = schemaVersion
        self.cookie = cookie
        self.ext = ext
    }
}

/// One page of the answer, as clients read it. The server writes the same JSON row by row.
public struct PullResponse: Codable, Sendable, Hashable {
    public var cookie: JSONValue
    public var lastMutationIDChanges: [String: Int64]
    public var patch: [PatchOperation]
    /// More pages wait: pull again at once with this cookie.
    public var hasMore: Bool?
    /// The sequence at which the page was read.
    public var seq: Int64?
    public var phase: PullPhase?
    public var ext: PullNotes?

    public init(
        cookie: JSONValue, lastMutationIDChanges: [String: Int64], patch: [PatchOperation], hasMore: Bool? = nil,
        seq: Int64? = nil, phase: PullPhase? = nil, ext: PullNotes? = nil
    ) {
        self.cookie = cookie
        self.lastMutationIDChanges = lastMutationIDChanges
        self.patch = patch
        self.hasMore = hasMore
        self.seq = seq
        self.phase = phase
        self.ext = ext
    }
}

/// What a page was busy with when it ended.
public enum PullPhase: String, Codable, Sendable, Hashable, CaseIterable {
    /// Deleting rows of scopes that may be read no longer.
    case purge
    /// Sending the rows of scopes that the replica does not hold yet.
    case snapshot
    /// Sending what changed.
    case delta
}

/// Remarks on a page that clients may ignore.
public struct PullNotes: Codable, Sendable, Hashable {
    public var reset: Reset?
    public var progress: Progress?
    /// Scopes that are lost, for who asked for them instead of their rows.
    public var purgedScopes: [String]?

    /// The replica begins anew, and why.
    public struct Reset: Codable, Sendable, Hashable {
        public var reason: ResetReason
        /// With `epoch_changed`: by client of the group, the last mutation that this history holds. All that a client
        /// sent after it is lost, and of a client that is missing here everything: to be sent again.
        public var lastMutationIDs: [String: Int64]?

        public init(reason: ResetReason, lastMutationIDs: [String: Int64]? = nil) {
            self.reason = reason
            self.lastMutationIDs = lastMutationIDs
        }
    }

    /// Rows sent and rows to send, counted when the transfer began.
    public struct Progress: Codable, Sendable, Hashable {
        public var done: Int64
        public var total: Int64

        public init(done: Int64, total: Int64) {
            self.done = done
            self.total = total
        }
    }

    public init(reset: Reset? = nil, progress: Progress? = nil, purgedScopes: [String]? = nil) {
        self.reset = reset
        self.progress = progress
        self.purgedScopes = purgedScopes
    }
}

/// Why a replica must begin anew.
public enum ResetReason: String, Codable, Sendable, Hashable, CaseIterable {
    case cursorExpired = "cursor_expired"
    case epochChanged = "epoch_changed"
    case scopesetUnknown = "scopeset_unknown"
    case deltaTooLarge = "delta_too_large"
    case integrity

    /// A reason that came after this program was made reads as `integrity`: there is the same to do.
    public init(from decoder: any Decoder) throws {
        self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .integrity
    }
}

/// One step of a patch.
public enum PatchOperation: Sendable, Hashable {
    case clear
    case put(key: String, value: JSONValue)
    case del(key: String)
}

extension PatchOperation: Codable {
    private enum CodingKeys: String, CodingKey {
        case op, key, value
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .op) {
        case "clear": self = .clear
        case "del": self = .del(key: try container.decode(String.self, forKey: .key))
        case "put":
            self = .put(
                key: try container.decode(String.self, forKey: .key),
                value: try container.decode(JSONValue.self, forKey: .value))
        default:
            throw DecodingError.dataCorruptedError(forKey: .op, in: container, debugDescription: "unknown operation")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .clear: try container.encode("clear", forKey: .op)
        case .del(let key):
            try container.encode("del", forKey: .op)
            try container.encode(key, forKey: .key)
        case .put(let key, let value):
            try container.encode("put", forKey: .op)
            try container.encode(key, forKey: .key)
            try container.encode(value, forKey: .value)
        }
    }
}
