import Core
import Markup
import Storage

extension MessageService {
    /// What was written and where.
    package struct Written: Sendable {
        package let conversation: Conversation
        package let message: PrivateMessage
        /// Whether it was written just now.
        package let isNew: Bool
    }

    /// A text with all that is made of it outside of a transaction.
    struct ReadyText: Sendable {
        let body: String
        let html: String
        let look: MessageLook
    }

    /// Writes to a member by name; begins the conversation of the two where there is none.
    /// - Throws: `signInRequired`; `forbidden` also with `messages_trust`; `notFound` for who is not there or does not
    ///   take messages of the member; `invalid` naming the fields; `tooMany` with `messages_today` or
    ///   `messages_unanswered`; `conflict` with `id_conflict`.
    package func begin(
        _ draft: ConversationDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> Written {
        let valid = try draft.validated()
        let text = ready(valid.body, as: principal)
        return try await store.write { transaction in
            guard let other = try ConversationRepository.member(valid.to, in: transaction) else {
                throw Problem.notFound
            }
            return try send(text, draft.id, to: other.id, form: form, as: principal, in: transaction)
        }
    }

    /// Writes in a conversation. Sent twice with the same id, it is written once.
    /// - Throws: `signInRequired`; `forbidden`; `notFound` for all but the two; `invalid` naming `body`; `tooMany` with
    ///   `messages_unanswered`; `conflict` with `not_deliverable` or `id_conflict`.
    package func write(
        _ draft: MessageDraft, in id: ConversationID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> Written {
        let text = ready(try draft.validated(), as: principal)
        return try await store.write { try write(text, draft.id, in: id, form: form, as: principal, $0) }
    }

    func ready(_ body: String, as principal: Principal) -> ReadyText {
        let isLookedAt = limits.looks && !principal.isStaff
        return ReadyText(
            body: body, html: Markup.html(body),
            look: isLookedAt ? look(body, principal.member?.trust ?? .new) : MessageLook())
    }

    func write(
        _ text: ReadyText, _ sent: MessageID?, in id: ConversationID, form: FormReceipt? = nil,
        as principal: Principal, _ transaction: any WriteTransaction
    ) throws -> Written {
        let member = try principal.requireWriter()
        let other = try own(id, member.id, transaction).other.id
        do {
            return try send(text, sent, to: other, form: form, as: principal, in: transaction)
        } catch let problem as Problem where problem == .notFound || problem.code == "messages_trust" {
            // The conversation is there to be read. Why nobody reads more of it is not told.
            throw Problem(.conflict, "not_deliverable")
        }
    }

    func send(
        _ text: ReadyText, _ sent: MessageID?, to other: MemberID, form: FormReceipt? = nil,
        as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Written {
        let member = try principal.requireWriter()
        guard other != member.id else { throw Problem.notFound }
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return try written(MessageID(trusted: earlier), member.id, isNew: false, transaction)
        }
        let known = try ConversationRepository.between(member.id, other, in: transaction)
        if let sent, let earlier = try MessageRepository.stored(sent, in: transaction) {
            guard earlier.conversation == known, earlier.author == member.id, earlier.body == text.body else {
                throw Problem(.conflict, "id_conflict")
            }
            return try written(sent, member.id, isNew: false, transaction)
        }
        guard try isOpen(known, to: other, as: principal, member.id, transaction) else {
            throw principal.canBeginMessages ? Problem.notFound : Problem(.forbidden, "messages_trust")
        }
        let now = clock.now
        let isAnswered = try known.map { try MessageRepository.hasWritten(other, in: $0, transaction) } ?? false
        if !isAnswered { try checkBeginning(known, by: member, at: now, in: transaction) }
        let conversation: ConversationID = known ?? ids.next(at: now)
        if known == nil {
            try ConversationRepository.begin(conversation, by: member.id, with: other, at: now, in: transaction)
        }
        let verdict = try verdict(text, isAnswered: isAnswered, by: member.id, in: conversation, at: now, transaction)
        let new = MessageRepository.New(
            id: sent ?? ids.next(at: now), conversation: conversation, author: member.id, body: text.body,
            html: text.html, state: verdict.isHeld ? .held : .sent, warning: verdict.warning)
        try add(new, to: other, by: member, at: now, in: transaction)
        try SubmittedForms.note(new.id.text, of: form, from: member.id, at: now, in: transaction)
        return try written(new.id, member.id, isNew: true, transaction)
    }

    private func written(
        _ id: MessageID, _ member: MemberID, isNew: Bool, _ transaction: any Transaction
    ) throws -> Written {
        let found = try message(id, member, transaction)
        return Written(conversation: try own(found.conversation, member, transaction), message: found, isNew: isNew)
    }

    /// Whoever has not been answered writes little, and to few.
    private func checkBeginning(
        _ known: ConversationID?, by member: Principal.Member, at now: Timestamp, in transaction: any Transaction
    ) throws {
        if let known {
            guard try MessageRepository.count(by: member.id, in: known, transaction) < limits.unanswered else {
                throw Problem(
                    .tooMany, "messages_unanswered", arguments: ["max": "\(limits.unanswered)"], retryAfter: 86_400)
            }
            return
        }
        let level: TrustLevel = Principal.member(member).isStaff ? .trusted : member.trust
        guard let most = limits.beginnings(at: level) else { return }
        let day = now.advanced(by: .days(-1))
        guard try ConversationRepository.begun(by: member.id, since: day, in: transaction) < most else {
            throw Problem(.tooMany, "messages_today", arguments: ["max": "\(most)"], retryAfter: 86_400)
        }
    }

    /// What looks like a scam waits where the other has not answered; who has is warned. So is it with what goes to many.
    private func verdict(
        _ text: ReadyText, isAnswered: Bool, by member: MemberID, in conversation: ConversationID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws -> (isHeld: Bool, warning: MessageWarning?) {
        let look = text.look
        if isAnswered { return (false, look.isSuspicious ? .scam : nil) }
        let isCopy = try isCopied(look, by: member, in: conversation, at: now, transaction)
        let warning: MessageWarning? = look.isSuspicious ? .scam : isCopy ? .copied : nil
        return (look.isHeld || isCopy && look.holdsCopies, warning)
    }

    /// Whether most of a text went to others in these days; what it says is kept to compare the next ones with.
    private func isCopied(
        _ look: MessageLook, by member: MemberID, in conversation: ConversationID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws -> Bool {
        guard !look.sentences.isEmpty else { return false }
        let digests = look.sentences.map(\.digest)
        let known = try MessageRepository.copied(
            digests, by: member, besides: conversation, copies: limits.copies,
            since: now.advanced(by: -limits.copiesWithin), in: transaction)
        try MessageRepository.keep(digests, by: member, in: conversation, at: now, transaction)
        let copied = look.sentences.filter { known.contains($0.digest) }.reduce(0) { $0 + $1.length }
        return copied > 0 && copied * 2 >= look.sentences.reduce(0) { $0 + $1.length }
    }

    private func add(
        _ new: MessageRepository.New, to other: MemberID, by member: Principal.Member, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try MessageRepository.add(new, at: now, in: transaction)
        transaction.touch(.enters(scope: Self.scope(member.id), entity: "conversationMessage", id: new.id.text))
        try ConversationRepository.setHidden(false, new.conversation, for: member.id, in: transaction)
        if new.state == .held {
            let reason = new.warning ?? .scam
            try open(
                MessageCaseRepository.New(
                    kind: .held, message: new.id, about: member.id, openedBy: nil, reason: reason.rawValue),
                shown: [], at: now, in: transaction)
            return try settle(new.conversation, in: transaction)
        }
        try deliver(new.id, in: new.conversation, to: other, from: member.displayName, in: transaction)
    }

    /// Shows a message to whom it is for.
    func deliver(
        _ id: MessageID, in conversation: ConversationID, to other: MemberID, from name: String,
        in transaction: any WriteTransaction
    ) throws {
        try ConversationRepository.setHidden(false, conversation, for: other, in: transaction)
        try settle(conversation, in: transaction)
        transaction.touch(.enters(scope: Self.scope(other), entity: "conversationMessage", id: id.text))
        try listener(.sent(to: other, conversation, from: name), transaction)
    }
}
