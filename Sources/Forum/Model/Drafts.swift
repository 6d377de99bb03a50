import Core
import Storage
import Sync

package enum DraftMark {}
package typealias DraftID = Identifier<DraftMark>

/// Something a member began to write, kept until it is published or thrown away.
package struct Draft: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// A new thread, an answer in a thread, another text for a post.
        case thread, post, edit
    }

    package let id: DraftID
    package let kind: Kind
    /// The thread that is answered, the post that is edited, the group that a new thread is to be of.
    package let targetId: String?
    package let categoryId: String?
    package let threadKind: String?
    package let title: String
    package let body: String
    package let tags: [String]
    package let pathwayId: String?
    /// Whether it is to be published without the name: `true`, or absent.
    package let anonymous: Bool?
    package let updatedAt: Timestamp
    package let revision: Int64
    package let poll: DraftedPoll?
}

/// What is kept of a form that is not sent yet: nothing must be complete, only not too long.
package struct DraftContent: CheckedDraft {
    package var kind: String?
    package var targetId: String?
    package var categoryId: String?
    package var threadKind: String?
    package var title: String?
    package var body: String?
    package var tags: [String]?
    package var pathwayId: String?
    package var poll: PollDraft?
    package var anonymous: Bool?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, targetId, categoryId, threadKind, title, body, tags, pathwayId, poll, anonymous
    }

    package init(
        kind: Draft.Kind, targetId: String? = nil, categoryId: String? = nil, threadKind: String? = nil,
        title: String? = nil, body: String?, tags: [String]? = nil, pathwayId: String? = nil, poll: PollDraft? = nil,
        anonymous: Bool? = nil
    ) {
        self.pathwayId = pathwayId
        self.kind = kind.rawValue
        self.targetId = targetId
        self.categoryId = categoryId
        self.threadKind = threadKind
        self.title = title
        self.body = body
        self.tags = tags
        self.poll = poll
        self.anonymous = anonymous
    }

    package func check(at now: Timestamp) throws { _ = try validated(DraftID(trusted: ""), at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(_ id: DraftID, at now: Timestamp) throws -> Draft {
        var validation = Validation()
        let kind = validation.choice(kind, "kind", default: Draft.Kind.thread)
        let tags = tags ?? []
        validation.count(tags.count, "tags", atMost: 20)
        let draft = Draft(
            id: id, kind: kind, targetId: Self.optional(targetId, "targetId", 36, &validation),
            categoryId: Self.optional(categoryId, "categoryId", 36, &validation),
            threadKind: Self.optional(threadKind, "threadKind", 20, &validation),
            title: validation.text(title, "title", 0...400),
            body: validation.text(body, "body", 0...40_000, form: .block),
            tags: tags.map { validation.text($0, "tags", 0...60) },
            pathwayId: Self.optional(pathwayId, "pathwayId", 80, &validation),
            anonymous: anonymous == true ? true : nil,
            updatedAt: now, revision: 1, poll: poll.map { DraftedPoll($0, &validation) })
        try validation.check()
        return draft
    }

    private static func optional(
        _ text: String?, _ field: String, _ most: Int, _ validation: inout Validation
    ) -> String? {
        let text = validation.text(text, field, 0...most)
        return text.isEmpty ? nil : text
    }
}

extension ForumService {
    /// Keeps a draft under an id that the client made; the last one to write wins.
    /// - Throws: `signInRequired`; `invalid`; `conflict` with `id_conflict` for an id of someone else, with
    ///   `too_many_drafts`.
    package func saveDraft(_ content: DraftContent, as id: DraftID, by principal: Principal) async throws -> Draft {
        try await store.write { try saveDraft(content, as: id, by: principal, in: $0) }
    }

    func saveDraft(
        _ content: DraftContent, as id: DraftID, by principal: Principal, in transaction: any WriteTransaction
    ) throws -> Draft {
        let member = try principal.requireMember()
        let draft = try content.validated(id, at: clock.now)
        let owner = try DraftRepository.owner(of: id, in: transaction)
        guard owner == nil || owner == member.id else { throw Problem(.conflict, "id_conflict") }
        if owner == nil, try DraftRepository.count(of: member.id, in: transaction) >= limits.drafts {
            throw Problem(.conflict, "too_many_drafts", arguments: ["max": "\(limits.drafts)"])
        }
        try DraftRepository.save(draft, of: member.id, in: transaction)
        transaction.touch(.enters(scope: ForumScope.member(member.id), entity: "draft", id: id.text))
        guard let saved = try DraftRepository.draft(id, of: member.id, in: transaction) else { throw Problem.notFound }
        return saved
    }

    /// A new id for a draft that a form begins.
    package func newDraftID() -> DraftID { ids.next(at: clock.now) }

    /// - Throws: `signInRequired`; `notFound`.
    package func draft(_ id: DraftID, as principal: Principal) async throws -> Draft {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            guard let draft = try DraftRepository.draft(id, of: member.id, in: transaction) else {
                throw Problem.notFound
            }
            return draft
        }
    }

    /// The member's drafts, the last one written first.
    /// - Throws: `signInRequired`.
    package func drafts(
        after cursor: PageCursor? = nil, limit: Int = threadsPerPage, as principal: Principal
    ) async throws -> Paged<Draft> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let drafts = try DraftRepository.drafts(of: member.id, after: cursor, limit: limit, in: transaction)
            return Paged(drafts, limit: limit) { PageCursor(key: $0.updatedAt.milliseconds, id: $0.id.text) }
        }
    }

    /// Throws a draft away; one that is not there is gone already.
    /// - Throws: `signInRequired`.
    package func removeDraft(_ id: DraftID, as principal: Principal) async throws {
        try await store.write { try removeDraft(id, as: principal, in: $0) }
    }

    func removeDraft(_ id: DraftID, as principal: Principal, in transaction: any WriteTransaction) throws {
        let member = try principal.requireMember()
        guard try DraftRepository.remove(id, of: member.id, in: transaction) else { return }
        transaction.touch(.leaves(scope: ForumScope.member(member.id), entity: "draft", id: id.text))
    }
}
