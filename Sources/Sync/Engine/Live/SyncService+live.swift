import Core
import Storage

/// How a client asks for a stream.
package struct StreamRequest: Sendable {
    /// In the place of a credential, for who cannot send headers.
    package var ticket: String?
    /// The client group, so that the stream ends when the device is shut out.
    package var group: String?
    /// The last poke that the client heard.
    package var lastEventID: Int64?

    package init(ticket: String? = nil, group: String? = nil, lastEventID: Int64? = nil) {
        (self.ticket, self.group, self.lastEventID) = (ticket, group, lastEventID)
    }
}

/// A stream that may begin.
package struct PreparedStream: Sendable {
    var opening: LiveOpening
    /// As the opening was read; commits announced later have to be told.
    var sequence: Int64
    var announced: Int
}

/// A stream that has begun.
package struct LiveStream: Sendable {
    package let id: Int
    /// Rings whenever there is something to take; its end is the stream's.
    package let bell: AsyncStream<Void>
}

extension SyncService {
    /// Finds out who asks and what their stream is to tell.
    /// - Throws: `signInRequired`, with `token_invalid` for a ticket that is none or was used; `forbidden` with
    ///   `account_suspended` or `group_owned_by_other`; `gone` with `device_revoked`; `unavailable` with `busy` and
    ///   `tooMany` with `too_many_streams` when too many are open.
    package func prepareStream(_ request: StreamRequest, as principal: Principal) async throws -> PreparedStream {
        let caller =
            if let ticket = request.ticket, principal.member == nil {
                try await redeem(ticket, for: request.group)
            } else {
                principal
            }
        let member = try Self.reader(caller)
        try live.check(member.id)
        if let group = request.group { try DeviceGroup.checkID(group, "/clientGroupID") }
        let (announced, now) = (store.commits.count, clock.now)
        return try await store.read { transaction in
            let group = try request.group.flatMap { try DeviceGroup.find($0, in: transaction) }
            try group?.check(owner: member.id)
            if group?.isRevoked == true { throw Problem(.gone, "device_revoked") }
            let sequence = try History.read(in: transaction).sequence
            var due = DueEvents()
            if let last = request.lastEventID, last < sequence { due.poke = sequence }
            // Who names a number of the future knows another history than this one.
            let heard = request.lastEventID.flatMap { $0 > sequence ? nil : sequence }
            if member.credential.isToken {
                let until = try standing(OpenCredentials([member.credential]), now, transaction)
                due.token = until[member.credential.id].map { $0.since(now).milliseconds / 1000 }
            }
            let scopes = try effective.wanted(by: member, at: now, in: transaction)
            return PreparedStream(
                opening: LiveOpening(member: member, group: request.group, scopes: scopes, due: due, heard: heard),
                sequence: sequence, announced: announced)
        }
    }

    /// Begins a stream. Whoever opens it forgets it, with `closeStream`.
    /// - Throws: `unavailable` and `tooMany` as `prepareStream`; then none has begun.
    package func openStream(_ prepared: PreparedStream) async throws -> LiveStream {
        let (id, bell) = try live.open(prepared.opening, at: .now)
        // What was committed in between may have been told to those who listened already.
        if store.commits.count != prepared.announced {
            do {
                let sequence = try await store.read { try History.read(in: $0).sequence }
                if sequence != prepared.sequence { live.change([id]) { $0.tell(sequence) } }
            } catch {
                live.forget(id)
                throw error
            }
        }
        return LiveStream(id: id, bell: bell)
    }

    /// What a stream has to tell now, and whether that is the last.
    package func takeEvents(_ stream: Int) -> (events: [LiveEvent], isOver: Bool) { live.take(stream, at: .now) }

    package func closeStream(_ stream: Int) { live.forget(stream) }

    /// Reads the scopes of streams anew.
    func follow(_ stale: [(id: Int, member: Principal.Member)]) async throws {
        guard !stale.isEmpty else { return }
        let now = clock.now
        let wanted = try await store.read { transaction in
            try stale.map { ($0.id, try effective.wanted(by: $0.member, at: now, in: transaction)) }
        }
        live.state.withLock { state in
            for (id, scopes) in wanted { state.follow(scopes, id) }
        }
    }
}
