/// The numbers that both sides must share.
public enum SyncVersion {
    /// Push and pull of Replicache, version 1; the oldest one that is served never rises.
    public static let wire = 1
    /// What ids of groups and clients look like: short, and plain enough for keys and logs.
    public static let idPattern = "^[A-Za-z0-9_.:-]{1,64}$"
    /// Mutations are numbered in what JavaScript counts exactly.
    public static let mutationIDs = 1...((1 << 53) - 1)
    /// Shapes of the rows: section 7a of the protocol.
    public static let schema = "s1"
}

/// The two refusals of which a client learns with status 200.
public enum SyncRefusal: Sendable, Hashable {
    /// The client is too old: keep the queue, ask for an update. Only ever answered to a pull.
    case versionNotSupported(VersionType)
    /// The member revoked the device: wipe its database.
    case clientStateNotFound

    public enum VersionType: String, Codable, Sendable, Hashable {
        case pull, schema
    }
}

extension SyncRefusal: Codable {
    private enum CodingKeys: String, CodingKey {
        case error, versionType
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .error) {
        case "VersionNotSupported":
            self = .versionNotSupported(try container.decode(VersionType.self, forKey: .versionType))
        case "ClientStateNotFound":
            self = .clientStateNotFound
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .error, in: container, debugDescription: "not a refusal we know")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .versionNotSupported(let type):
            try container.encode("VersionNotSupported", forKey: .error)
            try container.encode(type, forKey: .versionType)
        case .clientStateNotFound:
            try container.encode("ClientStateNotFound", forKey: .error)
        }
    }
}

/// The codes of `application/problem+json` on the sync endpoints.
public enum SyncProblemCode: String, Codable, Sendable, CaseIterable {
    case badRequest = "bad_request"
    case tokenExpired = "token_expired"
    case tokenInvalid = "token_invalid"
    case groupOwnedByOther = "group_owned_by_other"
    case accountSuspended = "account_suspended"
    case mutationGap = "mutation_gap"
    case clientForked = "client_forked"
    case epochChanged = "epoch_changed"
    case tooLarge = "too_large"
}

/// The answer of `GET /sync/v1/info`.
public struct SyncInfo: Codable, Sendable, Hashable {
    public var pullVersions: [Int]
    public var pushVersions: [Int]
    public var schemaVersions: [String]
    public var limits: Limits
    /// Days for which a cursor stays good.
    public var retentionDays: Int
    /// Changes when the history of the database begins anew; not the epoch itself.
    public var epochHash: String

    public struct Limits: Codable, Sendable, Hashable {
        public var bodyBytes: Int
        public var mutations: Int
        public var argumentBytes: Int
        public var scopes: Int
        public var pageRows: Int
        public var pageBytes: Int

        public init(
            bodyBytes: Int, mutations: Int, argumentBytes: Int, scopes: Int, pageRows: Int, pageBytes: Int
        ) {
            self.bodyBytes = bodyBytes
            self.mutations = mutations
            self.argumentBytes = argumentBytes
            self.scopes = scopes
            self.pageRows = pageRows
            self.pageBytes = pageBytes
        }
    }

    public init(
        pullVersions: [Int], pushVersions: [Int], schemaVersions: [String], limits: Limits, retentionDays: Int,
        epochHash: String
    ) {
        self.pullVersions = pullVersions
        self.pushVersions = pushVersions
        self.schemaVersions = schemaVersions
        self.limits = limits
        self.retentionDays = retentionDays
        self.epochHash = epochHash
    }
}
