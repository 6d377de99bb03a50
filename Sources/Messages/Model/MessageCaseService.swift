import Core
import Storage

extension MessageService {
    // MARK: One's own reports

    /// What the member reported and what became of it, the newest first.
    /// - Throws: `signInRequired`.
    package func reports(
        after cursor: PageCursor? = nil, limit: Int = MessageLimits.perPage, as principal: Principal
    ) async throws -> Paged<MessageCase> {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            let found = try MessageCaseRepository.opened(by: member, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.openedAt.milliseconds, id: $0.id.text) }
        }
    }

    /// Tells moderators of a message of the other, and shows them others beside it. Said twice of the same, it is said
    /// once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming the fields; `forbidden` with
    ///   `own_words`.
    package func report(
        _ draft: MessageReportDraft, of message: MessageID, in conversation: ConversationID,
        as principal: Principal
    ) async throws -> (found: MessageCase, isNew: Bool) {
        let valid = try draft.validated()
        return try await store.write { try report(valid, of: message, in: conversation, as: principal, $0) }
    }

    func report(
        _ valid: MessageReportDraft.Valid, of id: MessageID, in conversation: ConversationID?,
        as principal: Principal, _ transaction: any WriteTransaction
    ) throws -> (found: MessageCase, isNew: Bool) {
        // Who may not write may still ask for help.
        let member = try principal.requireMember().id
        let message = try message(id, in: conversation, member, transaction)
        guard message.author != member else { throw Problem(.forbidden, "own_words") }
        if let known = try MessageCaseRepository.report(of: id, by: member, in: transaction) { return (known, false) }
        let shown = try MessageRepository.byID(valid.shown.map(\.text), of: member, in: transaction)
            .filter { $0.conversation == message.conversation }
        guard shown.count == Set(valid.shown).count else { throw Problem.invalid("shown", "unknown_choice") }
        let new = MessageCaseRepository.New(
            kind: .report, message: id, about: message.author, openedBy: member, reason: valid.reason.rawValue,
            words: valid.note)
        return (try open(new, shown: shown.map(\.id), at: clock.now, in: transaction), true)
    }

    @discardableResult
    func open(
        _ new: MessageCaseRepository.New, shown: [MessageID], at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MessageCase {
        let id: MessageCaseID = ids.next(at: now)
        try MessageCaseRepository.open(new, id, shown: shown, at: now, in: transaction)
        return try stored(id, in: transaction)
    }

    func stored(_ id: MessageCaseID, in transaction: any Transaction) throws -> MessageCase {
        guard let found = try MessageCaseRepository.found(id, in: transaction) else { throw Problem.notFound }
        return found
    }
}

/// What moderators decide about messages: those that wait, and those that were reported.
package struct MessageCaseService: Sendable {
    package typealias Listener = @Sendable (MessageCase, Principal, any WriteTransaction) throws -> Void

    let messages: MessageService
    /// Hears of each decision, within its transaction.
    let listener: Listener

    package init(messages: MessageService, listener: @escaping Listener = { _, _, _ in }) {
        (self.messages, self.listener) = (messages, listener)
    }

    private var store: any Store { messages.store }

    /// What waits, the oldest first, with the messages that moderators may read. For staff.
    /// - Throws: `notFound` for who is no staff.
    package func queue(
        after cursor: PageCursor? = nil, limit: Int = MessageLimits.perPage, as principal: Principal
    ) async throws -> Paged<MessageCase> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let found = try MessageCaseRepository.open(after: cursor, limit: limit, in: transaction)
            let page = Paged(found, limit: limit) { PageCursor(key: $0.openedAt.milliseconds, id: $0.id.text) }
            return Paged(
                items: try MessageCaseRepository.withMessages(page.items, in: transaction), next: page.next)
        }
    }

    /// Lets a message through or not, agrees with a report or not. For staff, not in what concerns oneself.
    /// - Throws: `notFound`; `invalid`; `forbidden` with `own_review`; `conflict` with `already_decided`.
    package func decide(
        _ draft: MessageCaseDecisionDraft, on id: MessageCaseID, as principal: Principal
    ) async throws -> MessageCase {
        guard principal.isStaff, let moderator = principal.member?.id else { throw Problem.notFound }
        let (isGranted, answer) = try draft.validated()
        return try await store.write { transaction in
            let now = messages.clock.now
            let known = try messages.stored(id, in: transaction)
            guard known.state == .open else { throw Problem(.conflict, "already_decided") }
            guard let message = try MessageRepository.stored(known.message, in: transaction) else {
                throw Problem.notFound
            }
            guard let author = try Self.two(message, in: transaction) else { throw Problem.notFound }
            guard moderator != known.about.id, moderator != author.other else {
                throw Problem(.forbidden, "own_review")
            }
            try MessageCaseRepository.decide(id, isGranted: isGranted, answer: answer, at: now, in: transaction)
            switch known.kind {
            case .held: try settleHeld(message, known, to: author.other, isGranted, at: now, in: transaction)
            case .report: try settleReport(message, known, to: author.other, isGranted, in: transaction)
            }
            let decided = try messages.stored(id, in: transaction)
            try listener(decided, principal, transaction)
            return try MessageCaseRepository.withMessages([decided], in: transaction).first ?? decided
        }
    }

    /// Whom a message is for.
    private static func two(
        _ message: PrivateMessage, in transaction: any Transaction
    ) throws -> (author: MemberID, other: MemberID)? {
        try transaction.first(
            """
            SELECT CASE WHEN first_id = \(message.author) THEN second_id ELSE first_id END FROM conversation
            WHERE id = \(message.conversation)
            """
        ) { (message.author, $0.id(0)) }
    }

    /// What was blocked meanwhile is not let through, and nobody learns why.
    private func settleHeld(
        _ message: PrivateMessage, _ known: MessageCase, to other: MemberID, _ isGranted: Bool, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        guard message.state == .held else { return }
        let isTaken =
            try ConversationRepository.allowance(of: other, toward: message.author, in: transaction) != nil
        if isGranted, isTaken {
            try MessageRepository.release(message, at: now, in: transaction)
            try messages.deliver(
                message.id, in: message.conversation, to: other, from: known.about.displayName, in: transaction)
        } else {
            try MessageRepository.setState(.refused, of: message.id, in: transaction)
            try messages.listener(.refused(message.author, message.conversation), transaction)
        }
        transaction.touch(.changes(entity: "conversationMessage", id: message.id.text))
    }

    private func settleReport(
        _ message: PrivateMessage, _ known: MessageCase, to other: MemberID, _ isGranted: Bool,
        in transaction: any WriteTransaction
    ) throws {
        if isGranted, message.state == .sent {
            try MessageRepository.setState(.removed, of: message.id, in: transaction)
            try messages.takeAway(message.id, in: message.conversation, from: other, in: transaction)
            try messages.settle(message.conversation, in: transaction)
            try messages.forgetIfRead(message.conversation, by: other, in: transaction)
        }
        guard let reporter = known.openedBy?.id else { return }
        try messages.listener(.decided(reporter, known.id), transaction)
    }
}
