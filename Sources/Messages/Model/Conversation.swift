import Core

package enum ConversationMark {}
package typealias ConversationID = Identifier<ConversationMark>
package enum MessageMark {}
package typealias MessageID = Identifier<MessageMark>

/// One of the two, by name.
package struct Correspondent: Codable, Sendable, Equatable {
    package let id: MemberID
    package let username: String
    /// Empty for one who is gone.
    package let displayName: String

    package init(id: MemberID, username: String, displayName: String) {
        (self.id, self.username, self.displayName) = (id, username, displayName)
    }
}

/// What two members write to each other, as one of them sees it.
package struct Conversation: Sendable, Equatable {
    package let id: ConversationID
    package let other: Correspondent
    /// Of the last message that the reader may see.
    package let lastNumber: Int64
    package let lastAt: Timestamp
    /// Up to which the reader has read.
    package let readNumber: Int64
    /// Messages of the other that the reader has not read, at most 100.
    package let unread: Int
    /// Off the reader's list until somebody writes again.
    package let isHidden: Bool
    package let version: Int64
    /// The last message, as it was typed.
    package let lastBody: String
    package let isLastOwn: Bool
    /// Whether the reader may write; `nil` where nobody asked.
    package var canWrite: Bool?

    package var path: String { "/messages/\(id)" }
}

/// What became of a message. What is not sent its author alone sees.
package enum MessageState: String, Codable, Sendable, CaseIterable {
    case sent
    /// It waits for a moderator.
    case held
    /// A moderator did not let it through.
    case refused
    /// It was taken back with all that its author published.
    case withdrawn
    /// It was reported, and a moderator took it out.
    case removed
}

/// What the reader of a message is warned of.
package enum MessageWarning: String, Codable, Sendable, CaseIterable {
    /// It speaks of money, or leads elsewhere, as scams do.
    case scam
    /// Its author wrote the same to several members.
    case copied
}

/// What one of the two wrote.
package struct PrivateMessage: Sendable, Equatable {
    package let id: MessageID
    package let conversation: ConversationID
    /// Given by the server: the order of the conversation.
    package let number: Int64
    package let author: MemberID
    /// Markdown.
    package let body: String
    package let html: String
    package let state: MessageState
    package let warning: MessageWarning?
    package let createdAt: Timestamp
}

/// Who may write to a member first.
package enum MessageAllowance: String, Codable, Sendable, CaseIterable {
    case nobody
    /// Who is in a group with them, or was in a mentorship with them.
    case acquainted
    /// Every member of level 1 and above.
    case everyone
}

/// What happens in conversations, inside the transaction in which it does.
package enum MessageNews: Sendable {
    /// - Parameter from: the name of who wrote.
    case sent(to: MemberID, ConversationID, from: String)
    /// Nothing is unread any more.
    case read(by: MemberID, ConversationID)
    /// What the member was told of it is not there any more.
    case gone(MemberID, ConversationID)
    /// A message of the member's was not let through.
    case refused(MemberID, ConversationID)
    /// A report of the member's was decided.
    case decided(MemberID, MessageCaseID)
}

extension Principal {
    /// Whether who asks may write to somebody who has not written to them (community.md, Trust: level 1 opens messages).
    package var canBeginMessages: Bool {
        guard let member else { return false }
        return isStaff || member.trust >= MessageLimits.level
    }
}
