/// A queue of mutations of one device, in the order in which they were made.
public struct PushRequest: Codable, Sendable, Hashable {
    public var pushVersion: Int
    public var clientGroupID: String
    public var profileID: String?
    public var schemaVersion: String?
    public var mutations: [ClientMutation]
    public var ext: Remarks?

    /// What clients of our own say besides.
    public struct Remarks: Codable, Sendable, Hashable {
        /// Of the last page that was applied. One of another history refuses the push (`epoch_changed`): what its
        /// mutations depend on may be lost, and must be sent again first.
        public var cookie: JSONValue?

        public init(cookie: JSONValue? = nil) { self.cookie = cookie }
    }

    public init(
        pushVersion: Int = SyncVersion.wire, clientGroupID: String, profileID: String? = nil,
        schemaVersion: String? = SyncVersion.schema, mutations: [ClientMutation], ext: Remarks? = nil
    ) {
        self.pushVersion = pushVersion
        self.clientGroupID = clientGroupID
        self.profileID = profileID
        self.schemaVersion = schemaVersion
        self.mutations = mutations
        self.ext = ext
    }
}

/// One change that a client made on its own and wants the server to make too.
public struct ClientMutation: Codable, Sendable, Hashable {
    public var clientID: String
    /// 1, 2, 3 … for each client.
    public var id: Int64
    public var name: String
    public var args: JSONValue?
    /// The device's clock, in milliseconds; kept by clients, believed by nobody.
    public var timestamp: Double?

    public init(clientID: String, id: Int64, name: String, args: JSONValue? = nil, timestamp: Double? = nil) {
        self.clientID = clientID
        self.id = id
        self.name = name
        self.args = args
        self.timestamp = timestamp
    }
}

/// What became of each mutation of a push.
public struct PushResponse: Codable, Sendable, Hashable {
    public var results: [MutationResult]
    /// The last id dealt with, by client.
    public var lastMutationIDs: [String: Int64]
    public var seq: Int64

    public init(results: [MutationResult], lastMutationIDs: [String: Int64], seq: Int64) {
        self.results = results
        self.lastMutationIDs = lastMutationIDs
        self.seq = seq
    }
}

/// What became of one mutation.
public struct MutationResult: Codable, Sendable, Hashable {
    public var clientID: String
    public var id: Int64
    public var status: Status
    /// Why it was rejected, now or the first time.
    public var code: MutationCode?
    public var detail: MutationDetail?
    /// Rows as the server made them, to show before the next pull.
    public var rows: [MutatedRow]?

    /// `duplicate`: dealt with before, as `code` and `rows` say.
    public enum Status: String, Codable, Sendable, Hashable, CaseIterable {
        case applied, rejected, duplicate
    }

    public init(
        clientID: String, id: Int64, status: Status, code: MutationCode? = nil, detail: MutationDetail? = nil,
        rows: [MutatedRow]? = nil
    ) {
        self.clientID = clientID
        self.id = id
        self.status = status
        self.code = code
        self.detail = detail
        self.rows = rows
    }
}

/// What a person needs to mend a rejected mutation: codes, never prose.
public struct MutationDetail: Codable, Sendable, Hashable {
    /// What is wrong with which field.
    public var fields: [Field]?
    /// Parts of the text that belongs to the code.
    public var arguments: [String: String]?
    /// The server's own code where the protocol's is coarser.
    public var hint: String?

    public struct Field: Codable, Sendable, Hashable {
        public var field: String
        public var code: String
        public var arguments: [String: String]?

        public init(field: String, code: String, arguments: [String: String]? = nil) {
            self.field = field
            self.code = code
            self.arguments = arguments
        }
    }

    public init(fields: [Field]? = nil, arguments: [String: String]? = nil, hint: String? = nil) {
        self.fields = fields
        self.arguments = arguments
        self.hint = hint
    }
}

/// A key of the replica and the value the server gave it.
public struct MutatedRow: Codable, Sendable, Hashable {
    public var key: String
    public var value: JSONValue

    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}

/// Why a mutation was rejected; the queue goes on.
public enum MutationCode: String, Codable, Sendable, Hashable, CaseIterable {
    case invalid
    case notFound = "not_found"
    case forbidden
    case idConflict = "id_conflict"
    case editConflict = "edit_conflict"
    case staleVersion = "stale_version"
    case threadLocked = "thread_locked"
    case pollClosed = "poll_closed"
    case slotTaken = "slot_taken"
    case notDeliverable = "not_deliverable"
    case quota
    case rateLimited = "rate_limited"
    case blobUnknown = "blob_unknown"
    case unknownMutation = "unknown_mutation"
    case schemaRetired = "schema_retired"
    /// The server's own mistake: the arguments are kept, to be sent again under a new number once it is mended.
    case internalError = "internal_error"

    /// A code that came after this program was made reads as `invalid`: what was written is kept either way.
    public init(from decoder: any Decoder) throws {
        self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .invalid
    }
}

/// The value of `sys/m/{clientID}/{id}`: a rejection, or a result that is not what the client expects.
public struct OutcomeRow: Codable, Sendable, Hashable {
    /// `{clientID}/{mutationID}`.
    public var id: String
    public var clientID: String
    public var mutationID: Int64
    /// The mutation's name.
    public var name: String
    public var status: MutationResult.Status
    public var code: MutationCode?
    public var detail: MutationDetail?
    /// What the client sent, so that nothing a person typed is lost.
    public var args: JSONValue?
    public var rows: [MutatedRow]?

    public init(
        clientID: String, mutationID: Int64, name: String, status: MutationResult.Status, code: MutationCode? = nil,
        detail: MutationDetail? = nil, args: JSONValue? = nil, rows: [MutatedRow]? = nil
    ) {
        self.id = "\(clientID)/\(mutationID)"
        self.clientID = clientID
        self.mutationID = mutationID
        self.name = name
        self.status = status
        self.code = code
        self.detail = detail
        self.args = args
        self.rows = rows
    }
}
