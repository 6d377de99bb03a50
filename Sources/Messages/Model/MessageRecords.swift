import Core

/// A conversation as the API shows it to one of the two, and as their devices hold it.
package struct ConversationRecord: Codable, Sendable {
    package let id: ConversationID
    /// The other.
    package let memberId: MemberID
    /// The other's name: on devices it stands in the row of the member.
    package let member: Correspondent?
    /// The beginning of the last message; not on devices, which hold it whole.
    package let preview: String?
    package let lastNumber: Int64
    package let lastAt: Timestamp
    /// Up to which the reader has read.
    package let readNumber: Int64
    /// At most 100.
    package let unread: Int
    package let isHidden: Bool
    /// Whether the other takes messages of the reader; told where one conversation is asked for.
    package let canWrite: Bool?
    package let version: Int64

    /// - Parameter isNamed: whether name and preview are told here.
    package init(_ conversation: Conversation, isNamed: Bool = true) {
        id = conversation.id
        memberId = conversation.other.id
        member = isNamed ? conversation.other : nil
        preview = isNamed ? conversation.preview : nil
        lastNumber = conversation.lastNumber
        lastAt = conversation.lastAt
        readNumber = conversation.readNumber
        unread = conversation.unread
        isHidden = conversation.isHidden
        canWrite = conversation.canWrite
        version = conversation.version
    }
}

extension Conversation {
    /// The beginning of the last message, in one line.
    package var preview: String {
        let line = lastBody.replacing("\n", with: " ")
        return line.count > 120 ? line.prefix(120) + " …" : line
    }
}

/// What one of the two wrote, as the API shows it and devices hold it.
package struct MessageRecord: Codable, Sendable {
    package let id: MessageID
    package let conversationId: ConversationID
    /// The order of the conversation, given by the server.
    package let number: Int64
    package let authorId: MemberID
    package let body: String
    package let html: String
    package let state: MessageState
    package let warning: MessageWarning?
    package let createdAt: Timestamp

    package init(_ message: PrivateMessage) {
        id = message.id
        conversationId = message.conversation
        number = message.number
        authorId = message.author
        body = message.body
        html = message.html
        state = message.state
        warning = message.warning
        createdAt = message.createdAt
    }
}

/// Who may write to a member first, as the API shows it.
package struct MessageSettingsRecord: Codable, Sendable {
    package let allows: MessageAllowance

    package init(_ allows: MessageAllowance) { self.allows = allows }
}
