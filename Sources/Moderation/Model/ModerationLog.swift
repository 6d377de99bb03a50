import Core
import Storage

/// What was done.
package enum ModerationAction: String, Codable, Sendable, CaseIterable {
    /// By weight of flags, without anybody's doing.
    case autoHide = "auto_hide"
    case hold, approve, reject, hide, remove, suspend, lift, silence, unsilence
    /// The author changed what was hidden, and it came back.
    case mended
    case appealed
    case appealGranted = "appeal_granted"
    case appealDenied = "appeal_denied"
    case trust, vouch
    /// A thread takes answers from staff alone, or from everyone again.
    case lock, unlock
    /// A level of a mentor was granted, or taken back.
    case mentorGranted = "mentor_granted"
    case mentorLowered = "mentor_lowered"
    /// An employer is who it says, or this is no longer held to be so; its jobs are seen by nobody, or again.
    case employerVerified = "employer_verified"
    case employerUnverified = "employer_unverified"
    case employerSuspended = "employer_suspended"
    case employerLifted = "employer_lifted"
    /// A member speaks for an employer, or does so no longer.
    case speakerNamed = "speaker_named"
    case speakerRemoved = "speaker_removed"
    /// What somebody waited for in mentorships was granted, or not.
    case mentorCaseGranted = "mentor_case_granted"
    case mentorCaseRefused = "mentor_case_refused"
    /// A private message that waited was let through or one that was reported taken out, or not.
    case messageGranted = "message_granted"
    case messageRefused = "message_refused"
    /// A pattern of scams was added, rests, is looked for again, or is there no longer.
    case patternAdded = "pattern_added"
    case patternPaused = "pattern_paused"
    case patternResumed = "pattern_resumed"
    case patternRemoved = "pattern_removed"
    /// A word became another for a tag.
    case tagMerged = "tag_merged"
    /// All that a member published was put out of sight, or brought back.
    case undo, redo
    /// A moderator wants to know who wrote an anonymous post; another agreed, and the two do.
    case unmaskRequested = "unmask_requested"
    case unmasked

    /// Whether the public log shows it.
    var isPublic: Bool {
        switch self {
        case .autoHide, .approve, .reject, .hide, .remove, .suspend, .lift, .appealGranted, .appealDenied, .lock,
            .unlock, .employerVerified, .employerUnverified, .employerSuspended, .employerLifted, .undo, .redo,
            .tagMerged, .speakerNamed, .speakerRemoved, .unmasked:
            true
        case .hold, .silence, .unsilence, .mended, .appealed, .trust, .vouch, .mentorGranted, .mentorLowered,
            .mentorCaseGranted, .mentorCaseRefused, .messageGranted, .messageRefused, .patternAdded, .patternPaused,
            .patternResumed, .patternRemoved, .unmaskRequested:
            false
        }
    }
}

/// What something was done to.
package enum ModerationTarget: String, Codable, Sendable, CaseIterable {
    case post, thread, member, job
    /// Named by its slug.
    case employer
    /// By its name.
    case tag
    /// What scams are known by, by its id.
    case pattern
}

package enum ModerationEntryMark {}

/// One line of the log, as staff see it.
package struct ModerationEntry: Sendable, Equatable {
    package let id: Identifier<ModerationEntryMark>
    package let action: ModerationAction
    package let targetType: ModerationTarget
    package let targetID: String
    package let member: ReviewItem.Person?
    package let actor: ReviewItem.Person?
    package let reason: String
    package let note: String
    package let createdAt: Timestamp
}

/// One line of the public log: no names, no words.
package struct ModerationRecord: Codable, Sendable {
    package let action: ModerationAction
    package let targetType: ModerationTarget
    package let reason: String
    package let createdAt: Timestamp

    package init(_ entry: ModerationEntry) {
        action = entry.action
        targetType = entry.targetType
        reason = entry.reason
        createdAt = entry.createdAt
    }
}

/// Which part of the log.
package enum LogView: Sendable {
    case everyone, staff
    case about(MemberID)
}

/// SQL over the log; internal to the feature. There is no function that changes a line.
enum LogRepository {
    struct New: Sendable {
        let action: ModerationAction
        let targetType: ModerationTarget
        let targetID: String
        let member: MemberID?
        var reason = ""
        var note = ""
    }

    static func add(
        _ entry: New, id: String, by principal: Principal, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO moderation_entry (id, action, target_type, target_id, member_id, actor_id, reason, note,
                is_public, created_at)
            VALUES (\(id), \(entry.action.rawValue), \(entry.targetType.rawValue), \(entry.targetID), \(entry.member),
                \(principal.member?.id), \(entry.reason), \(entry.note), \(entry.action.isPublic), \(now))
            """)
    }

    static func entries(
        _ view: LogView, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [ModerationEntry] {
        let condition: Query =
            switch view {
            case .everyone: "entry.is_public = 1 AND"
            case .staff: ""
            case .about(let member): "entry.member_id = \(member) AND"
            }
        return try transaction.rows(
            """
            SELECT entry.id, entry.action, entry.target_type, entry.target_id, entry.reason, entry.note,
                entry.created_at, member.id, member.username, member.display_name, actor.id, actor.username,
                actor.display_name
            FROM moderation_entry AS entry LEFT JOIN account_public AS member ON member.id = entry.member_id
            LEFT JOIN account_public AS actor ON actor.id = entry.actor_id
            WHERE \(condition) (entry.created_at, entry.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY entry.created_at DESC, entry.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    private static func decode(_ row: any ResultRow) -> ModerationEntry {
        func person(_ column: Int) -> ReviewItem.Person? {
            row.isNull(column)
                ? nil
                : ReviewItem.Person(
                    id: row.id(column), username: row.text(column + 1), displayName: row.text(column + 2))
        }
        return ModerationEntry(
            id: row.id(0), action: ModerationAction(rawValue: row.text(1)) ?? .hide,
            targetType: ModerationTarget(rawValue: row.text(2)) ?? .post, targetID: row.text(3), member: person(7),
            actor: person(10), reason: row.text(4), note: row.text(5), createdAt: row.time(6))
    }

    static func cursor(after entry: ModerationEntry) -> PageCursor {
        PageCursor(key: entry.createdAt.milliseconds, id: entry.id.text)
    }
}
