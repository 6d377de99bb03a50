import Core
import Storage
import Sync
import SyncProtocol

/// The member's own conversations, in the scope `u:{id}`.
struct ConversationCollection: SyncedCollection {
    let entity = "conversation"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try ConversationRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, ConversationRecord($0, isNamed: false)) })
    }
}

/// What the two wrote: in the scope of its author, and in that of the other once it is sent.
struct ConversationMessageCollection: SyncedCollection {
    let entity = "conversationMessage"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try MessageRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, MessageRecord($0)) })
    }
}

/// `conversation.send`: to a member, whether there is a conversation yet or not.
private struct PushedMessage: Decodable {
    let id: MessageID
    let memberId: MemberID
    let body: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case id, memberId, body }
}

/// `conversation.read`.
private struct PushedReading: Decodable {
    let conversationId: ConversationID
    let upTo: Int?

    enum CodingKeys: String, CodingKey, CaseIterable { case conversationId, upTo }
}

/// `conversation.hide`.
private struct PushedHiding: Decodable {
    let conversationId: ConversationID
    let hidden: Bool

    enum CodingKeys: String, CodingKey, CaseIterable { case conversationId, hidden }
}

/// `conversation.report`.
private struct PushedMessageReport: Decodable {
    let messageId: MessageID
    let reason: String?
    let note: String?
    let shown: [MessageID]?

    enum CodingKeys: String, CodingKey, CaseIterable { case messageId, reason, note, shown }
}

extension MessageService {
    package var syncedCollections: [any SyncedCollection] {
        [ConversationCollection(), ConversationMessageCollection()]
    }

    /// What clients may push, each by the same function that the forms call.
    package var syncedMutations: [SyncedMutation] {
        [conversationSend, conversationRead, conversationHide, messageReport]
    }

    private func row(_ conversation: Conversation) -> SyncedRow {
        SyncedRow(
            key: "conversation/\(conversation.id)", value: ConversationRecord(conversation, isNamed: false))
    }

    private var conversationSend: SyncedMutation {
        SyncedMutation(name: "conversation.send") { arguments, principal, _ in
            let sent: PushedMessage = try arguments.decode(allowing: PushedMessage.CodingKeys.self)
            let text = ready(try MessageDraft(body: sent.body).validated(), as: principal)
            return { transaction in
                do {
                    let written = try send(text, sent.id, to: sent.memberId, as: principal, in: transaction)
                    let message = SyncedRow(
                        key: "conversationMessage/\(written.message.id)", value: MessageRecord(written.message))
                    return MutationEffect(rows: [row(written.conversation), message])
                } catch let problem as Problem where problem == .notFound {
                    guard let member = principal.member?.id,
                        let known = try ConversationRepository.between(member, sent.memberId, in: transaction),
                        try !ConversationRepository.byID([known.text], of: member, in: transaction).isEmpty
                    else { throw problem }
                    // The conversation is there to be read. Why nobody reads more of it is not told.
                    throw Problem(.conflict, "not_deliverable")
                }
            }
        }
    }

    private var conversationRead: SyncedMutation {
        SyncedMutation(name: "conversation.read") { arguments, principal, _ in
            let sent: PushedReading = try arguments.decode(allowing: PushedReading.CodingKeys.self)
            let number = try MessagesReadDraft(upTo: sent.upTo).validated()
            return { transaction in
                let read = try markRead(upTo: number, in: sent.conversationId, as: principal, transaction)
                return MutationEffect(rows: [row(read)])
            }
        }
    }

    private var conversationHide: SyncedMutation {
        SyncedMutation(name: "conversation.hide") { arguments, principal, _ in
            let sent: PushedHiding = try arguments.decode(allowing: PushedHiding.CodingKeys.self)
            return { transaction in
                let hidden = try setHidden(sent.hidden, sent.conversationId, as: principal, in: transaction)
                return MutationEffect(rows: [row(hidden)])
            }
        }
    }

    private var messageReport: SyncedMutation {
        SyncedMutation(name: "conversation.report") { arguments, principal, _ in
            let sent: PushedMessageReport = try arguments.decode(allowing: PushedMessageReport.CodingKeys.self)
            let draft = MessageReportDraft(reason: sent.reason, note: sent.note, shown: sent.shown)
            let valid = try draft.validated()
            return { transaction in
                _ = try report(valid, of: sent.messageId, in: nil, as: principal, transaction)
                return .asAsked
            }
        }
    }

    /// Every row of conversations that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        """
        SELECT 'u:' || account_id, 'conversation', conversation_id FROM conversation_member WHERE last_number > 0
        """,
        "SELECT 'u:' || account_id, 'member', other_id FROM conversation_member WHERE last_number > 0",
        """
        SELECT 'u:' || own.account_id, 'conversationMessage', message.id
        FROM conversation_member AS own JOIN conversation_message AS message
            ON message.conversation_id = own.conversation_id
        WHERE message.state = 'sent' OR message.author_id = own.account_id
        """,
    ]
}
