import Core
import Storage

package enum OwnPatternMark {}
package typealias OwnPatternID = Identifier<OwnPatternMark>

/// A pattern that the community adds to the shipped ones. It is words or the name of a site and no expression: one that
/// runs away would keep everybody from writing.
package struct OwnPattern: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Found where a post says them, disguised or not.
        case words
        /// Found where a post names the site or one below it.
        case site
    }

    package let id: OwnPatternID
    package let kind: Kind
    package let signal: ScamPatterns.Signal
    package let text: String
    package let isPaused: Bool
    package let createdAt: Timestamp

    /// Most there may be: all are looked for in each post of a new member.
    package static let most = 200
    /// Posts that a pattern is tried on.
    package static let triedPosts = 1_000

    /// What an own pattern can say that a text does: the others are not for words to say.
    package static let signals: [ScamPatterns.Signal] = [.contact, .address, .payment, .promise]
}

/// A pattern as it is filled in, to be added or tried.
package struct OwnPatternDraft: CheckedDraft {
    package var kind: String?
    package var signal: String?
    package var text: String?

    package init(kind: String?, signal: String?, text: String?) {
        self.kind = kind
        self.signal = signal
        self.text = text
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, signal, text
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    struct Valid: Sendable {
        let kind: OwnPattern.Kind
        let signal: ScamPatterns.Signal
        let text: String
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let kind = validation.choice(kind, "kind", default: OwnPattern.Kind.words)
        validation.choice(signal ?? "", "signal", of: OwnPattern.signals.map(\.rawValue))
        var text = validation.text(text, "text", 4...80)
        switch kind {
        case .words:
            // Fewer letters are part of too many words that are meant well.
            let letters = SearchText.fold(text).filter { $0.isLetter || $0.isNumber }
            validation.require(letters.count >= 4, "text", "pattern_words")
        case .site:
            text = text.lowercased()
            validation.require(ScamText.domains(in: text) == [text], "text", "pattern_site")
            validation.require(!ScamPatterns.shipped.isOfficial(text), "text", "pattern_official")
        }
        try validation.check()
        return Valid(kind: kind, signal: ScamPatterns.Signal(rawValue: signal ?? "") ?? .contact, text: text)
    }
}

/// Whether a pattern rests.
package struct OwnPatternChange: CheckedDraft {
    package let isPaused: Bool

    package init(isPaused: Bool) { self.isPaused = isPaused }

    package func check(at now: Timestamp) throws {}
}

/// What a pattern would do, seen on the last posts.
package struct PatternTrial: Codable, Sendable {
    package struct Post: Codable, Sendable {
        package let postId: String
        package let title: String
        package let createdAt: Timestamp
        /// Whether it would wait for a moderator if a new member wrote it, and does not without the pattern.
        package let isHeld: Bool
    }

    /// Posts that were looked at.
    package let posts: Int
    /// Those that the pattern is found in.
    package let found: Int
    /// Those that would wait if a new member wrote them, because of the pattern.
    package let heldOfNew: Int
    /// The same of a known member.
    package let heldOfKnown: Int
    /// Some of them, the newest first.
    package let examples: [Post]
}

/// SQL over own patterns; internal to the feature.
enum OwnPatternRepository {
    private static func decode(_ row: any ResultRow) -> OwnPattern {
        OwnPattern(
            id: row.id(0), kind: OwnPattern.Kind(rawValue: row.text(1)) ?? .words,
            signal: ScamPatterns.Signal(rawValue: row.text(2)) ?? .contact, text: row.text(3), isPaused: row.flag(4),
            createdAt: row.time(5))
    }

    static func all(in transaction: any Transaction) throws -> [OwnPattern] {
        try transaction.rows(
            """
            SELECT id, kind, signal, text, is_paused, created_at FROM scam_pattern ORDER BY created_at DESC, id DESC
            """, decode)
    }

    static func pattern(_ id: OwnPatternID, in transaction: any Transaction) throws -> OwnPattern? {
        try transaction.first(
            "SELECT id, kind, signal, text, is_paused, created_at FROM scam_pattern WHERE id = \(id)", decode)
    }

    static func insert(_ pattern: OwnPattern, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO scam_pattern (id, kind, signal, text, is_paused, created_at)
            VALUES (\(pattern.id), \(pattern.kind.rawValue), \(pattern.signal.rawValue), \(pattern.text),
                \(pattern.isPaused), \(pattern.createdAt))
            """)
    }

    static func setPaused(_ isPaused: Bool, _ id: OwnPatternID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE scam_pattern SET is_paused = \(isPaused) WHERE id = \(id)")
    }

    static func remove(_ id: OwnPatternID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM scam_pattern WHERE id = \(id)")
    }
}
