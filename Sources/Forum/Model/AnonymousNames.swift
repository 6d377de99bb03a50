import Core
import Storage
import Sync
import Texts

/// SQL over who is called what in which thread; internal to the feature.
enum AnonymousNameRepository {
    /// The member's number in the thread, drawn when they first need one: no other's there, and
    /// none that they have in another thread, while there are such.
    static func number(
        of member: MemberID, in thread: ThreadID, _ transaction: any WriteTransaction
    ) throws -> Int {
        let known = try transaction.first(
            "SELECT number FROM anonymous_name WHERE thread_id = \(thread) AND account_id = \(member)"
        ) { $0.int(0) }
        if let known { return known }
        let taken = Set(
            try transaction.rows("SELECT number FROM anonymous_name WHERE thread_id = \(thread)") { $0.int(0) })
        // One round of names more than are taken always has a free one. By lot, so that the order tells nothing.
        let rounds = taken.count / Phrasebook.animals + 1
        let free = (0..<rounds * Phrasebook.animals).filter { !taken.contains($0) }
        let elsewhere = Set(
            try transaction.rows("SELECT number FROM anonymous_name WHERE account_id = \(member)") { $0.int(0) })
        let number = (free.filter { !elsewhere.contains($0) }.randomElement() ?? free.randomElement()) ?? taken.count
        try transaction.execute(
            """
            INSERT INTO anonymous_name (thread_id, account_id, number) VALUES (\(thread), \(member), \(number))
            """)
        return number
    }

    /// Those of the posts that are the member's without their name, with their threads.
    static func own(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [(post: PostID, thread: ThreadID)] {
        try transaction.rows(
            """
            SELECT post.id, post.thread_id FROM forum_post AS post
            WHERE \(transaction.dialect.anyOf("post.id", ids)) AND post.author_id = \(member)
                AND post.pseudonym IS NOT NULL
            """
        ) { ($0.id(0), $0.id(1)) }
    }
}

/// The member's own posts that others see without their name: the link between the two, for nobody else's devices.
struct OwnPostCollection: SyncedCollection {
    let entity = "ownPost"

    private struct Record: Encodable, Sendable {
        let id: PostID
        let threadId: ThreadID
        let anonymous: Bool
    }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let own = try AnonymousNameRepository.own(ids, of: viewer.id, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: own.map { ($0.post.text, Record(id: $0.post, threadId: $0.thread, anonymous: true)) })
    }
}

extension ForumService {
    /// The number under which the member writes without their name; `nil` when they give it.
    func pseudonym(
        _ isAnonymous: Bool, of member: MemberID, in thread: ThreadID, _ transaction: any WriteTransaction
    ) throws -> Int? {
        isAnonymous ? try AnonymousNameRepository.number(of: member, in: thread, transaction) : nil
    }
}
