import Core

package enum MessageCaseMark {}
package typealias MessageCaseID = Identifier<MessageCaseMark>

/// What a moderator is asked to decide about a message.
package enum MessageCaseKind: String, Codable, Sendable, CaseIterable {
    /// It waits: to grant is to let it through.
    case held
    /// To grant is to agree: it is taken out.
    case report
}

package enum MessageCaseState: String, Codable, Sendable, CaseIterable {
    case open, granted, refused
    /// Over before anybody decided.
    case closed
}

/// A message that a moderator is to decide about, or has.
package struct MessageCase: Sendable, Equatable {
    /// A message that moderators may read.
    package struct Shown: Sendable, Equatable {
        package let message: PrivateMessage
        package let author: Correspondent
        /// Whether it is the one that is judged.
        package let isJudged: Bool
    }

    package let id: MessageCaseID
    package let kind: MessageCaseKind
    package let message: MessageID
    /// Who wrote it.
    package let about: Correspondent
    /// Who reported it; `nil` for what waits, and for one who is gone.
    package let openedBy: Correspondent?
    /// A code: why it waits, or what is wrong.
    package let reason: String
    /// Of the one who reported.
    package let words: String
    package let state: MessageCaseState
    /// Told to the one who waits.
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?
    /// In the order in which they were written; nothing else of the conversation.
    package var shown: [Shown] = []
}

/// A report as the API shows it to the one who reported.
package struct OwnMessageReportRecord: Codable, Sendable {
    package let id: MessageCaseID
    package let messageId: MessageID
    package let reason: String
    package let words: String
    package let state: MessageCaseState
    /// A moderator's words.
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?

    package init(_ found: MessageCase) {
        id = found.id
        messageId = found.message
        reason = found.reason
        words = found.words
        state = found.state
        answer = found.answer
        openedAt = found.openedAt
        decidedAt = found.decidedAt
    }
}

/// The same as moderators see it, with what waits.
package struct MessageCaseRecord: Codable, Sendable {
    package let id: MessageCaseID
    package let kind: MessageCaseKind
    package let about: Correspondent
    /// `null` for what waits, and for one who is gone.
    package let openedBy: Correspondent?
    package let reason: String
    package let words: String
    package let messages: [Shown]
    package let state: MessageCaseState
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?

    /// A message that moderators may read.
    package struct Shown: Codable, Sendable {
        package let id: MessageID
        package let author: Correspondent
        package let body: String
        /// Whether it is the one that is judged.
        package let isJudged: Bool
        package let createdAt: Timestamp
    }

    package init(_ found: MessageCase) {
        id = found.id
        kind = found.kind
        about = found.about
        openedBy = found.openedBy
        reason = found.reason
        words = found.words
        messages = found.shown.map {
            Shown(
                id: $0.message.id, author: $0.author, body: $0.message.body, isJudged: $0.isJudged,
                createdAt: $0.message.createdAt)
        }
        state = found.state
        answer = found.answer
        openedAt = found.openedAt
        decidedAt = found.decidedAt
    }
}
