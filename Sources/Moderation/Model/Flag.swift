import Core
import Forum

package enum FlagMark {}
package typealias FlagID = Identifier<FlagMark>

/// Why a member wants a moderator to look at something.
package enum FlagReason: String, Codable, Sendable, CaseIterable {
    case scam
    case fakeOffer = "fake_offer"
    case harassment
    case hate
    case privateData = "private_data"
    case spam
    case offTopic = "off_topic"
    case outOfDate = "out_of_date"
    case legalAdvice = "legal_advice"

    /// These put a post out of sight sooner.
    var isScam: Bool { self == .scam || self == .fakeOffer }
}

/// What became of a flag.
package enum FlagOutcome: String, Codable, Sendable, CaseIterable {
    /// Nobody has looked yet.
    case open
    /// A moderator agreed.
    case upheld
    /// A moderator saw nothing wrong.
    case rejected
    /// What it was about is mended.
    case settled
}

/// A flag as the one who sent it sees it, and moderators.
package struct Flag: Sendable, Equatable {
    package let id: FlagID
    package let itemID: ReviewItemID
    package let postID: PostID
    package let reporterID: MemberID
    package let reporterName: String
    package let reason: FlagReason
    package let note: String
    package let weight: Int
    package let outcome: FlagOutcome
    package let createdAt: Timestamp
    package let decidedAt: Timestamp?
}

/// What a flag is about: a thread stands for its opening post.
package enum FlagTarget: String, Codable, Sendable, CaseIterable {
    case post, thread
}

/// A flag as the API shows it to the one who sent it.
package struct FlagRecord: Codable, Sendable {
    package let id: FlagID
    package let targetType: FlagTarget
    package let targetId: PostID
    package let reason: FlagReason
    package let note: String
    package let outcome: FlagOutcome
    package let createdAt: Timestamp
    package let decidedAt: Timestamp?

    package init(_ flag: Flag) {
        id = flag.id
        targetType = .post
        targetId = flag.postID
        reason = flag.reason
        note = flag.note
        outcome = flag.outcome
        createdAt = flag.createdAt
        decidedAt = flag.decidedAt
    }
}

/// What a member fills in to flag something.
package struct FlagDraft: CheckedDraft {
    package var targetType: String?
    package var targetId: PostID?
    package var reason: String?
    package var note: String?

    package init(targetType: String?, targetId: PostID?, reason: String?, note: String?) {
        self.targetType = targetType
        self.targetId = targetId
        self.reason = reason
        self.note = note
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case targetType, targetId, reason, note
    }

    struct Valid: Sendable {
        let targetType: FlagTarget
        let targetID: PostID
        let reason: FlagReason
        let note: String
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let type = validation.choice(targetType, "targetType", default: FlagTarget.post)
        let reason = validation.choice(reason, "reason", default: FlagReason.spam)
        let note = validation.text(note, "note", 0...1000, form: .block)
        validation.require(targetId != nil, "targetId", "required")
        try validation.check()
        guard let targetId else { throw Problem.invalid("targetId", "required") }
        return Valid(targetType: type, targetID: targetId, reason: reason, note: note)
    }
}
