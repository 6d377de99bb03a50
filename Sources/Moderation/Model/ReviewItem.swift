import Core
import Forum
import Texts

package enum ReviewItemMark {}
package typealias ReviewItemID = Identifier<ReviewItemMark>

/// Why something is in the queue.
package enum ReviewCause: String, Codable, Sendable, CaseIterable {
    /// Members flagged a post.
    case flags
    /// A first post names a way to pay or to get in touch.
    case held
    /// An author does not agree with a decision.
    case appeal
}

/// What is to be judged.
package enum ReviewTarget: String, Codable, Sendable, CaseIterable {
    case post, member
}

/// What a moderator decides.
package enum Decision: String, Codable, Sendable, CaseIterable {
    /// It may be seen as it is now; of an appeal: the author is right.
    case approve
    /// Whoever brought it forward is not right: flags, or an appeal.
    case reject
    /// Its author and staff alone see it.
    case hide
    /// Nobody sees it any more.
    case remove
    /// As hide, and the author may not write for some days.
    case suspend
}

/// Something that a moderator is to decide, or has decided.
package struct ReviewItem: Sendable, Equatable {
    package let id: ReviewItemID
    package let targetType: ReviewTarget
    package let targetID: String
    /// Whose it is: rules ask for it. Out of the server it goes within `author` alone.
    package let authorID: MemberID
    /// `nil` where the post is anonymous.
    package let author: Person?
    /// What its author is called in the thread instead.
    package let pseudonym: Int?
    package let cause: ReviewCause
    package let weight: Int
    package let place: Int64
    package let openedAt: Timestamp
    package let hiddenAt: Timestamp?
    package let restoredAt: Timestamp?
    package let appealOf: ReviewItemID?
    package let appeal: String
    package let decision: Decision?
    package let note: String
    package let decidedBy: MemberID?
    package let decidedAt: Timestamp?

    package var isAnonymous: Bool { pseudonym != nil }
    package var isOpen: Bool { decidedAt == nil }
    package var postID: PostID? { targetType == .post ? PostID(trusted: targetID) : nil }

    /// Whether a decision took something from the author that an appeal could give back.
    package var canBeAppealed: Bool {
        switch decision {
        case .hide, .remove, .suspend: cause != .appeal
        case .approve, .reject, nil: false
        }
    }

    /// A member by name.
    package struct Person: Sendable, Equatable, Codable {
        package let id: MemberID
        package let username: String
        package let displayName: String
    }
}

/// A review item with all that a moderator needs to decide it.
package struct ReviewCase: Sendable {
    package let item: ReviewItem
    /// `nil` when it is gone.
    package let post: ForumPost?
    package let thread: ForumThread?
    let flags: [Flag]
    /// Whether its author is the one who looks: who flagged, and in which words, is not theirs to know.
    let isOwn: Bool
    /// The flags as far as the one who looks may know them.
    package var shownFlags: [Flag] { isOwn ? [] : flags }
    /// How often each reason was given.
    package func count(_ reason: FlagReason) -> Int { flags.count { $0.reason == reason } }
    /// The decision that an appeal is about.
    package var appealed: ReviewItem?
    /// What the words of a post that is held look like, where it is shown by itself.
    package var signals: Set<ScamPatterns.Signal> = []
    /// That somebody wants to know who wrote it, or knows; nothing for its author.
    package var unmasking: Unmasking?
    /// Who wrote an anonymous post, for the two who agreed to look.
    package var unmasked: ReviewItem.Person?

    /// The reason given with most weight; `nil` without flags.
    package var mainReason: FlagReason? {
        var weights: [FlagReason: Int] = [:]
        for flag in flags { weights[flag.reason, default: 0] += flag.weight }
        return FlagReason.allCases.max { (weights[$0] ?? 0) < (weights[$1] ?? 0) }
            .flatMap { weights[$0] == nil ? nil : $0 }
    }

    /// Whether the one who looks knows whose it is.
    package var isNamed: Bool { !item.isAnonymous || unmasked != nil }

    /// Where the post stands now, a thread for its opening post.
    package var state: PostState? { post.flatMap { $0.isOpening ? thread?.state : $0.state } }
}

/// A review item as the API shows it to moderators.
package struct ReviewItemRecord: Codable, Sendable {
    package let id: ReviewItemID
    package let targetType: ReviewTarget
    package let targetId: String
    package let cause: ReviewCause
    package let weight: Int
    /// Absent where the post is anonymous.
    package let author: ReviewItem.Person?
    /// What its author is called in the thread instead.
    package let pseudonym: String?
    package let openedAt: Timestamp
    package let title: String?
    package let body: String?
    package let state: PostState?
    package let flags: [ReceivedFlag]
    package let appeal: String?
    package let decision: Decision?
    package let note: String?
    package let decidedAt: Timestamp?
    /// Of an anonymous post: that somebody wants to know who wrote it.
    package let unmasking: UnmaskingRecord?

    /// A flag as moderators see it.
    package struct ReceivedFlag: Codable, Sendable {
        package let reporterId: MemberID
        package let reason: FlagReason
        package let note: String
        package let weight: Int
        package let createdAt: Timestamp
    }

    package init(_ entry: ReviewCase) {
        id = entry.item.id
        targetType = entry.item.targetType
        targetId = entry.item.targetID
        cause = entry.item.cause
        weight = entry.item.weight
        author = entry.item.author
        pseudonym = entry.item.pseudonym.map(Phrasebook.of(.english).pseudonym)
        openedAt = entry.item.openedAt
        title = entry.thread?.title
        body = entry.post?.body
        state = entry.state
        flags = entry.shownFlags.map {
            ReceivedFlag(
                reporterId: $0.reporterID, reason: $0.reason, note: $0.note, weight: $0.weight,
                createdAt: $0.createdAt)
        }
        appeal = entry.item.appeal.isEmpty ? nil : entry.item.appeal
        decision = entry.item.decision
        note = entry.item.note.isEmpty ? nil : entry.item.note
        decidedAt = entry.item.decidedAt
        unmasking = entry.unmasking.map {
            UnmaskingRecord(
                reason: $0.reason, requestedAt: $0.requestedAt, confirmedAt: $0.confirmedAt, author: entry.unmasked)
        }
    }
}
