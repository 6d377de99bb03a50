import Core
import Testing

@testable import Forum

/// Who is asked about: the thread and the post are always `author`'s.
private enum Asker: String, CaseIterable {
    case visitor, system, author, other, mentor, moderator, admin
    case unverifiedAuthor, suspendedAuthor, unverified, suspended, suspendedModerator, unverifiedModerator

    static let owner = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000001")
    private static let stranger = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000002")

    var principal: Principal {
        switch self {
        case .visitor: .visitor
        case .system: .system(reason: "test")
        case .author: member(Self.owner)
        case .other: member(Self.stranger)
        case .mentor: member(Self.stranger, [.mentor, .ambassador, .employer])
        case .moderator: member(Self.stranger, [.moderator])
        case .admin: member(Self.stranger, [.admin])
        case .unverifiedAuthor: member(Self.owner, verified: false)
        case .suspendedAuthor: member(Self.owner, suspended: true)
        case .unverified: member(Self.stranger, verified: false)
        case .suspended: member(Self.stranger, suspended: true)
        case .suspendedModerator: member(Self.stranger, [.moderator, .admin], suspended: true)
        case .unverifiedModerator: member(Self.stranger, [.moderator], verified: false)
        }
    }

    private func member(
        _ id: MemberID, _ roles: Set<Role> = [], verified: Bool = true, suspended: Bool = false
    ) -> Principal {
        .member(
            Principal.Member(
                id: id, username: rawValue, displayName: rawValue, roles: roles.union([.member]),
                credential: .token(id: "t", scopes: [.write]), isVerified: verified, isSuspended: suspended,
                joinedAt: Timestamp(milliseconds: 0), language: "en", timeZone: "UTC"))
    }

    /// Those for whom the answer is yes.
    static func allowed(_ may: (Principal) -> Bool) -> [Asker] { allCases.filter { may($0.principal) } }
}

@Suite("Who may do what in the forum")
struct ForumPolicyTests {
    private static let everyState: [PostState] = [.published, .held, .hidden, .deleted]
    private static let author = Author(
        id: Asker.owner, username: "author", displayName: "Author", origin: nil, destination: nil, isMentor: false,
        isStaff: false)

    private static func thread(
        _ state: PostState = .published, kind: ForumThread.Kind = .question, locked: Bool = false
    ) -> ForumThread {
        ForumThread(
            id: ThreadID(trusted: "t"), kind: kind, title: "Title", slug: "title", state: state, isLocked: locked,
            category: Category(
                id: CategoryID(trusted: "c"), slug: "c", name: "C", description: "", position: 1, audience: .everyone),
            authorID: author.id, byline: .member(author), openingPostID: PostID(trusted: "p"), acceptedPostID: nil,
            answerCount: 0, score: 0,
            hotRank: 0, week: "2026-W47", createdAt: Timestamp(milliseconds: 0),
            lastPostAt: Timestamp(milliseconds: 0), revision: 1, tags: [])
    }

    private static func post(_ state: PostState) -> ForumPost {
        ForumPost(
            id: PostID(trusted: "p"), threadID: ThreadID(trusted: "t"), parentID: nil, authorID: author.id,
            byline: .member(author), isOpening: false,
            body: "", html: "", state: state, place: 0, upVotes: 0, downVotes: 0, trueAsOf: nil,
            createdAt: Timestamp(milliseconds: 0), editedAt: nil, revision: 1)
    }

    @Test func threadsAreStartedByVerifiedMembersWhoAreNotSuspended() {
        #expect(Asker.allowed(\.canStartThread) == [.author, .other, .mentor, .moderator, .admin])
    }

    @Test(arguments: everyState, [false, true])
    func repliesGoToPublishedThreadsAndFromStaffToLockedOnes(state: PostState, locked: Bool) {
        let expected: [Asker] =
            switch (state, locked) {
            case (.published, false): [.author, .other, .mentor, .moderator, .admin]
            case (.published, true): [.moderator, .admin]
            default: []
            }
        #expect(Asker.allowed { $0.canReply(to: Self.thread(state, locked: locked)) } == expected)
    }

    @Test(arguments: everyState)
    func postsAreEditedByTheirAuthorAndByStaffUntilTheyAreDeleted(state: PostState) {
        let expected: [Asker] = state == .deleted ? [] : [.author, .moderator, .admin]
        #expect(Asker.allowed { $0.canEdit(Self.post(state)) } == expected)
    }

    @Test(arguments: everyState)
    func threadsAreClosedToAnswersByStaffUntilTheyAreDeleted(state: PostState) {
        let expected: [Asker] = state == .deleted ? [] : [.moderator, .admin]
        #expect(Asker.allowed { $0.canLock(Self.thread(state)) } == expected)
    }

    @Test(arguments: everyState)
    func publishedPostsAreVotedOnByAllButTheirAuthor(state: PostState) {
        let expected: [Asker] = state == .published ? [.other, .mentor, .moderator, .admin] : []
        #expect(Asker.allowed { $0.canVote(on: Self.post(state)) } == expected)
    }

    @Test(arguments: everyState, ForumThread.Kind.allCases)
    func answersAreAcceptedInPublishedQuestionsByWhoAskedOrByStaff(state: PostState, kind: ForumThread.Kind) {
        let expected: [Asker] = state == .published && kind == .question ? [.author, .moderator, .admin] : []
        #expect(Asker.allowed { $0.canAccept(in: Self.thread(state, kind: kind)) } == expected)
        #expect(Asker.allowed { $0.canAccept(in: Self.thread(state, kind: kind, locked: true)) } == expected)
    }

    @Test func staffAreModeratorsAndAdminsWhoAreNotSuspendedAndTheProgramItself() {
        #expect(Asker.allowed(\.isStaff) == [.system, .moderator, .admin, .unverifiedModerator])
    }
}
