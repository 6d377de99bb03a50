import Core

/// What a member fills in to answer or reply.
package struct ReplyDraft: CheckedDraft {
    package var id: PostID?
    package var parentId: PostID?
    package var body: String?
    /// `YYYY-MM`: the month for which the writer vouches.
    package var trueAsOf: String?
    /// Whether the name stays away from it: `true`, or absent.
    package var anonymous: Bool?

    package init(
        id: PostID? = nil, parentId: PostID? = nil, body: String?, trueAsOf: String? = nil, anonymous: Bool? = nil
    ) {
        self.id = id
        self.parentId = parentId
        self.body = body
        self.trueAsOf = trueAsOf
        self.anonymous = anonymous
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, parentId, body, trueAsOf, anonymous
    }

    struct Valid: Sendable {
        let id: PostID?
        let parentID: PostID?
        let body: PostBody
        let trueAsOf: String?
        let isAnonymous: Bool
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let source = validation.text(body, "body", PostBody.length, form: .block)
        validation.note("trueAsOf", .text(0...7))
        let month = trueAsOf.flatMap { $0.isEmpty ? nil : $0 }
        if let month { validation.require(Self.isMonth(month, notAfter: now), "trueAsOf", "month_form") }
        try validation.check()
        return Valid(
            id: id, parentID: parentId, body: PostBody(source), trueAsOf: month, isAnonymous: anonymous ?? false)
    }

    private static func isMonth(_ text: String, notAfter now: Timestamp) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard text.utf8.count == 7, isPlain, parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1])
        else {
            return false
        }
        return year >= 1990 && (1...12).contains(month) && text <= String(now.rfc3339.prefix(7))
    }
}

/// A new text for a post, and for its thread's title when it is the opening post.
package struct PostChange: CheckedDraft {
    package var body: String?
    package var title: String?
    /// The revision that the change was made from.
    package var baseRev: Int64?

    package init(body: String?, title: String? = nil, baseRev: Int64?) {
        self.body = body
        self.title = title
        self.baseRev = baseRev
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case body, title, baseRev
    }

    struct Valid: Sendable {
        let body: PostBody
        let title: String?
        let baseRevision: Int64?
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let source = validation.text(body, "body", PostBody.length, form: .block)
        let title = title.map { validation.text($0, "title", PostBody.titleLength) }
        try validation.check()
        return Valid(body: PostBody(source), title: title, baseRevision: baseRev)
    }
}

/// What a member thinks of a post.
package struct VoteDraft: CheckedDraft {
    /// 1 helpful, -1 not, 0 no opinion.
    package var value: Int

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        validation.range(value, "value", -1...1)
        try validation.check()
    }
}
