import Core
import Markup

/// What a member fills in to start a thread.
package struct ThreadDraft: CheckedDraft {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: ThreadID?
    package var postId: PostID?
    package var categoryId: String?
    /// A group of which one is a member: the thread is for those who may read there.
    package var groupId: GroupID?
    package var kind: String?
    package var title: String?
    package var body: String?
    package var tags: [String]?
    /// The pathway that the thread is about: `de-eu-blue-card`.
    package var pathwayId: String?
    /// A question with answers to choose from, above the answers in words.
    package var poll: PollDraft?
    /// Whether the name stays away from it: `true`, or absent.
    package var anonymous: Bool?

    package init(
        id: ThreadID? = nil, postId: PostID? = nil, categoryId: String?, groupId: GroupID? = nil, kind: String?,
        title: String?, body: String?, tags: [String]?, pathwayId: String? = nil, poll: PollDraft? = nil,
        anonymous: Bool? = nil
    ) {
        self.pathwayId = pathwayId
        self.groupId = groupId
        self.id = id
        self.postId = postId
        self.categoryId = categoryId
        self.kind = kind
        self.title = title
        self.body = body
        self.tags = tags
        self.poll = poll
        self.anonymous = anonymous
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, postId, categoryId, groupId, kind, title, body, tags, pathwayId, poll, anonymous
    }

    struct Valid: Sendable {
        let id: ThreadID?
        let postID: PostID?
        let categoryID: CategoryID
        let kind: ForumThread.Kind
        let title: String
        let body: PostBody
        let tags: [String]
        var groupID: GroupID?
        var pathwayID: String?
        var poll: PollDraft.Valid?
        var isAnonymous = false
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let title = validation.text(title, "title", PostBody.titleLength)
        let kind = validation.choice(kind, "kind", default: ForumThread.Kind.question)
        validation.note("categoryId", .text(36...36))
        let categoryID = categoryId.flatMap { CategoryID($0) }
        if categoryId?.isEmpty ?? true {
            validation.refuse("categoryId", "required")
        } else if categoryID == nil {
            validation.refuse("categoryId", "unknown_choice")
        }
        let source = validation.text(body, "body", PostBody.length, form: .block)
        let tags = TagName.validated(tags ?? [], &validation)
        let pathway = validation.pathway(pathwayId)
        let poll = poll.map { $0.validated(at: now, &validation) }
        try validation.check()
        guard let categoryID else { throw Problem.invalid("categoryId", "unknown_choice") }
        return Valid(
            id: id, postID: postId, categoryID: categoryID, kind: kind, title: title, body: PostBody(source),
            tags: tags, groupID: groupId, pathwayID: pathway.isEmpty ? nil : pathway, poll: poll,
            isAnonymous: anonymous ?? false)
    }
}

/// Markdown and its HTML: rendered once, when it is written, before the transaction opens.
struct PostBody: Sendable {
    static let titleLength = 12...200
    static let length = 20...32_000

    let source: String
    /// With a link for every name that is mentioned, until it is resolved.
    var html: String
    let mentionedNames: [String]
    /// What it is found by.
    let terms: String

    init(_ source: String) {
        self.source = source
        (html, mentionedNames) = Markup.withMentions(source)
        terms = SearchText.fold(source)
    }
}

/// The form of tags: lower-case letters and digits with `-`, `+`, `#`, `.`: `h-1b`, `c++`, `.net`.
package enum TagName {
    static func validated(_ values: [String], _ validation: inout Validation) -> [String] {
        var names: [String] = []
        validation.count(values.count, "tags", atMost: 5)
        for value in values {
            validation.note("tags", .text(2...30))
            let name = normal(value)
            if name.isEmpty || names.contains(name) { continue }
            validation.require(isPlain(name), "tags", "tag_form", ["tag": name])
            validation.require(length.contains(name.count), "tags", "tag_length", ["tag": name])
            names.append(name)
        }
        return names
    }

    private static let length = 2...30

    private static func isPlain(_ name: String) -> Bool {
        name.allSatisfy { $0.isLetter || $0.isNumber || "-+#.".contains($0) }
    }

    /// Whether a name in its normal form may be a tag.
    static func isAllowed(_ name: String) -> Bool { isPlain(name) && length.contains(name.count) }

    /// The tag that a person means by what they typed.
    package static func normal(_ text: String) -> String {
        UserText.clean(text, .line).lowercased().replacing(" ", with: "-")
    }
}
