import Core
import Storage

/// Private messages between two members: for the two alone.
package struct MessageService: Sendable {
    package typealias Listener = @Sendable (MessageNews, any WriteTransaction) throws -> Void
    /// Judges a text by who wrote it.
    package typealias Look = @Sendable (String, TrustLevel) -> MessageLook

    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let limits: MessageLimits
    let look: Look
    let listener: Listener

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, limits: MessageLimits = MessageLimits(),
        look: @escaping Look = { _, _ in MessageLook() }, listener: @escaping Listener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.limits = limits
        self.look = look
        self.listener = listener
    }

    // MARK: Reading

    /// A page of the member's conversations, what was written last first.
    /// - Parameter isHidden: whether of those that the member took off the list.
    /// - Throws: `signInRequired`.
    package func conversations(
        hidden isHidden: Bool = false, after cursor: PageCursor? = nil, limit: Int = MessageLimits.perPage,
        as principal: Principal
    ) async throws -> Paged<Conversation> {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            let found = try ConversationRepository.list(
                of: member, hidden: isHidden, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.lastAt.milliseconds, id: $0.id.text) }
        }
    }

    /// One conversation, with whether the member may write in it.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func conversation(_ id: ConversationID, as principal: Principal) async throws -> Conversation {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            var found = try own(id, member, transaction)
            found.canWrite = try isOpen(found.id, to: found.other.id, as: principal, member, transaction)
            return found
        }
    }

    /// What the two wrote, the newest first.
    /// - Parameter cursor: its key is the number of the last message of the page before.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func messages(
        in id: ConversationID, after cursor: PageCursor? = nil, limit: Int = MessageLimits.perPage,
        as principal: Principal
    ) async throws -> Paged<PrivateMessage> {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            _ = try own(id, member, transaction)
            let found = try MessageRepository.messages(
                in: id, before: cursor?.key ?? .max, limit: limit, seenBy: member, transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.number, id: $0.id.text) }
        }
    }

    /// A message, and those around it.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func message(
        _ id: MessageID, in conversation: ConversationID, as principal: Principal
    ) async throws -> (message: PrivateMessage, neighbours: [PrivateMessage]) {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            let found = try message(id, in: conversation, member, transaction)
            let neighbours = try MessageRepository.neighbours(
                of: found, each: MessageLimits.mostShown / 2, seenBy: member, in: transaction)
            return (found, neighbours)
        }
    }

    /// Where a member writes to another: the conversation of the two, or the form that begins one.
    /// - Returns: a path of this site; `nil` where they may not, without saying why.
    package func door(to other: MemberID, named username: String, as principal: Principal) async throws -> String? {
        guard let member = principal.member?.id, member != other else { return nil }
        return try await store.read { transaction in
            let known = try ConversationRepository.between(member, other, in: transaction)
            if let known, let own = try ConversationRepository.byID([known.text], of: member, in: transaction).first {
                return own.path
            }
            let isOpen = try isOpen(known, to: other, as: principal, member, transaction)
            return isOpen ? "/messages/new?to=\(username)" : nil
        }
    }

    /// Whom a member may begin to write to, by name.
    /// - Throws: `signInRequired`; `forbidden` with `messages_trust`; `notFound` for whom they may not write to.
    package func addressee(_ username: String, as principal: Principal) async throws -> Correspondent {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            guard let other = try ConversationRepository.member(username, in: transaction), other.id != member else {
                throw Problem.notFound
            }
            let known = try ConversationRepository.between(member, other.id, in: transaction)
            guard try isOpen(known, to: other.id, as: principal, member, transaction) else {
                throw principal.canBeginMessages ? Problem.notFound : Problem(.forbidden, "messages_trust")
            }
            return other
        }
    }

    func own(
        _ id: ConversationID, _ member: MemberID, _ transaction: any Transaction
    ) throws -> Conversation {
        let found = try ConversationRepository.byID([id.text], of: member, in: transaction).first
        guard let found else { throw Problem.notFound }
        return found
    }

    func message(
        _ id: MessageID, in conversation: ConversationID? = nil, _ member: MemberID, _ transaction: any Transaction
    ) throws -> PrivateMessage {
        let found = try MessageRepository.byID([id.text], of: member, in: transaction).first
        guard let found, conversation == nil || found.conversation == conversation else { throw Problem.notFound }
        return found
    }

    /// Whether a member may write to another: who is not here or blocks takes nothing, whom one wrote to may answer, and
    /// else it is as the other said.
    func isOpen(
        _ conversation: ConversationID?, to other: MemberID, as principal: Principal, _ member: MemberID,
        _ transaction: any Transaction
    ) throws -> Bool {
        guard let allows = try ConversationRepository.allowance(of: other, toward: member, in: transaction) else {
            return false
        }
        if let conversation, try MessageRepository.hasWritten(other, in: conversation, transaction) { return true }
        guard principal.canBeginMessages else { return false }
        return switch allows {
        case .nobody: false
        case .acquainted: try ConversationRepository.areAcquainted(other, member, in: transaction)
        case .everyone: true
        }
    }

    // MARK: Who may write first

    /// - Throws: `signInRequired`.
    package func settings(as principal: Principal) async throws -> MessageAllowance {
        let member = try principal.requireMember().id
        return try await store.read { try ConversationRepository.allows(member, in: $0) ?? .acquainted }
    }

    /// - Throws: `signInRequired`; `invalid` naming `allows`.
    package func change(_ draft: MessageSettingsDraft, as principal: Principal) async throws -> MessageAllowance {
        let member = try principal.requireMember().id
        let allows = try draft.validated()
        try await store.write { try ConversationRepository.setAllows(allows, of: member, in: $0) }
        return allows
    }

    // MARK: One's own list

    /// Notes up to which message a member has read.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming `upTo`.
    package func markRead(
        _ draft: MessagesReadDraft, in id: ConversationID, as principal: Principal
    ) async throws -> Conversation {
        let number = try draft.validated()
        return try await store.write { try markRead(upTo: number, in: id, as: principal, $0) }
    }

    func markRead(
        upTo number: Int64, in id: ConversationID, as principal: Principal, _ transaction: any WriteTransaction
    ) throws -> Conversation {
        let member = try principal.requireMember().id
        let before = try own(id, member, transaction)
        let upTo = min(number, before.lastNumber)
        guard upTo > before.readNumber else { return before }
        try ConversationRepository.setRead(upTo, in: id, by: member, transaction: transaction)
        touch(id, of: member, in: transaction)
        let after = try own(id, member, transaction)
        if after.unread == 0 { try listener(.read(by: member, id), transaction) }
        return after
    }

    /// Takes a conversation off the member's list, or puts it back; for the member alone.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func setHidden(
        _ isHidden: Bool, _ id: ConversationID, as principal: Principal
    ) async throws -> Conversation {
        try await store.write { try setHidden(isHidden, id, as: principal, in: $0) }
    }

    func setHidden(
        _ isHidden: Bool, _ id: ConversationID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Conversation {
        let member = try principal.requireMember().id
        guard try own(id, member, transaction).isHidden != isHidden else { return try own(id, member, transaction) }
        try ConversationRepository.setHidden(isHidden, id, for: member, in: transaction)
        touch(id, of: member, in: transaction)
        return try own(id, member, transaction)
    }

    // MARK: The change index

    static func scope(_ member: MemberID) -> String { "u:\(member)" }

    private func touch(_ id: ConversationID, of member: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: Self.scope(member), entity: "conversation", id: id.text))
    }

    /// Notes for both which message is the last, and tells their devices.
    func settle(_ id: ConversationID, in transaction: any WriteTransaction) throws {
        for standing in try ConversationRepository.settle(id, in: transaction) {
            let scope = Self.scope(standing.member)
            if standing.lastNumber > 0 {
                transaction.touch(.enters(scope: scope, entity: "conversation", id: id.text))
                transaction.touch(.names(scope: scope, entity: "member", id: standing.other.text))
            } else {
                transaction.touch(.leaves(scope: scope, entity: "conversation", id: id.text))
                transaction.touch(.leaves(scope: scope, entity: "member", id: standing.other.text))
            }
        }
    }
}
