import Core
import Crypto
import Forum
import Foundation
import Storage

/// A sentence of a post, by what it says: two that differ in signs, numbers, accents or case alone are one. Kept of
/// accounts that are not regular yet, as a digest, for some days.
struct WrittenSentence: Sendable, Equatable {
    /// 24 hexadecimal digits of SHA-256.
    let digest: String
    /// Letters, which is what it counts for.
    let length: Int

    /// Letters of a sentence that two people do not write by chance.
    private static let shortest = 25
    private static let mostInPost = 20

    /// The sentences of a post, each once, without what it quotes.
    static func all(in body: String) -> [WrittenSentence] {
        let lines = body.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix(">") }
        var found: [WrittenSentence] = []
        for line in lines {
            for sentence in line.split(whereSeparator: { ".!?۔؟".contains($0) }) {
                let text = letters(of: String(sentence))
                guard text.count >= shortest, found.count < mostInPost else { continue }
                let digest = SHA256.hash(data: Data(text.utf8)).prefix(12).map { byte in
                    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
                }.joined()
                if !found.contains(where: { $0.digest == digest }) {
                    found.append(WrittenSentence(digest: digest, length: text.count))
                }
            }
        }
        return found
    }

    private static func letters(of sentence: String) -> String {
        SearchText.fold(ScamText.plain(sentence)).filter(\.isLetter)
    }

    // MARK: SQL

    /// Those of the sentences that somebody else wrote since, or their author in two other posts.
    static func known(
        among sentences: [WrittenSentence], besides post: PostID, of author: MemberID, since: Timestamp,
        in transaction: any Transaction
    ) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT digest FROM written_sentence
                WHERE \(transaction.dialect.anyOf("digest", sentences.map(\.digest))) AND written_at > \(since)
                    AND post_id <> \(post)
                GROUP BY digest HAVING sum(CASE WHEN account_id = \(author) THEN 1 ELSE 2 END) >= 2
                """
            ) { $0.text(0) })
    }

    /// Keeps what a post says now in the place of what it said before.
    static func keep(
        _ sentences: [WrittenSentence], of post: ForumPost, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM written_sentence WHERE post_id = \(post.id)")
        for sentence in sentences {
            try transaction.execute(
                """
                INSERT INTO written_sentence (digest, post_id, account_id, written_at)
                VALUES (\(sentence.digest), \(post.id), \(post.authorID), \(now))
                """)
        }
    }

    /// - Returns: how many were taken away, at most `limit`.
    static func forget(before time: Timestamp, limit: Int, in transaction: any WriteTransaction) throws -> Int {
        try transaction.rows(
            """
            DELETE FROM written_sentence WHERE (digest, post_id) IN (
                SELECT digest, post_id FROM written_sentence WHERE written_at <= \(time) LIMIT \(limit))
            RETURNING digest
            """
        ) { $0.text(0) }.count
    }
}
