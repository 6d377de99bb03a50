import Core
import Storage

/// Credentials by which streams were opened, by their ids.
package struct OpenCredentials: Sendable {
    package var sessions: [String] = []
    package var tokens: [String] = []

    package init() {}

    init(_ credentials: some Sequence<Principal.Credential>) {
        for credential in credentials {
            switch credential {
            case .session(let id, _): sessions.append(id)
            case .token(let id, _): tokens.append(id)
            }
        }
    }
}

extension Principal.Credential {
    var id: String {
        switch self {
        case .session(let id, _), .token(let id, _): id
        }
    }

    var isToken: Bool { if case .token = self { true } else { false } }
}

/// Ends the streams of those who may not listen any more: sessions and tokens that ended, accounts that were suspended,
/// devices that were shut out. All streams in one question.
struct LiveStanding: Sendable {
    let service: SyncService
    let streams: LiveStreams

    /// Told this long before its end that a token will end.
    static let warning = Span.minutes(5)

    func run() async throws {
        let open = streams.state.withLock { state in
            state.entries.values.map { (id: $0.id, credential: $0.member.credential, group: $0.group) }
        }
        guard !open.isEmpty else { return }
        let credentials = OpenCredentials(open.map(\.credential))
        let groups = Set(open.compactMap(\.group)).sorted()
        let now = service.clock.now
        let (goodUntil, revoked) = try await service.store.read { transaction in
            (
                try service.standing(credentials, now, transaction),
                try Set(DeviceGroup.revoked(among: groups, in: transaction))
            )
        }
        let ended = open.filter { stream in
            let isGood = goodUntil[stream.credential.id].map { $0 > now } ?? false
            return !isGood || stream.group.map(revoked.contains) ?? false
        }
        streams.change(ended.map(\.id)) { entry in
            entry.due.isRevoked = true
            entry.isOver = true
        }
        let ending = open.filter { stream in
            stream.credential.isToken
                && goodUntil[stream.credential.id].map { $0 > now && $0.since(now) <= Self.warning } ?? false
        }
        streams.change(ending.map(\.id)) { entry in
            guard !entry.isWarned, let until = goodUntil[entry.member.credential.id] else { return }
            entry.due.token = until.since(now).milliseconds / 1000
            entry.isWarned = true
        }
    }
}
