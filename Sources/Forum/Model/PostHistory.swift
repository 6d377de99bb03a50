import Core
import Storage

/// What a post said, and what it says.
package struct PostRevision: Sendable, Equatable, Codable {
    package let revision: Int64
    package let body: String
    /// Absent where the author of an anonymous post changed it.
    package let editorId: MemberID?
    /// Of such an author, what they are called in the thread.
    package let editorName: String
    /// When it was written.
    package let createdAt: Timestamp
    /// It was hidden or under review when it was replaced: its author and staff alone see it.
    package let isWithheld: Bool
}

extension ForumService {
    /// Revisions kept of a post that the principal may see, the present text last; the oldest go first beyond a
    /// hundred.
    /// - Throws: `notFound`.
    package func revisions(of id: PostID, as principal: Principal) async throws -> [PostRevision] {
        try await store.read { transaction in
            let (post, _) = try visiblePost(id, as: principal, in: transaction)
            let kept = try RevisionRepository.revisions(of: id, in: transaction)
            let present = try RevisionRepository.presentEditor(of: post, in: transaction)
            let last = editor(present.id, present.name, of: post)
            // A row says when its text was replaced: the next text was written then.
            var written = post.createdAt
            var revisions: [PostRevision] = []
            for row in kept {
                let editor = editor(row.editor, row.name, of: post)
                revisions.append(
                    PostRevision(
                        revision: row.revision, body: row.body, editorId: editor.id, editorName: editor.name,
                        createdAt: written, isWithheld: row.isWithheld))
                written = row.replacedAt
            }
            revisions.append(
                PostRevision(
                    revision: post.revision, body: post.body, editorId: last.id, editorName: last.name,
                    createdAt: post.editedAt ?? written, isWithheld: false))
            return revisions.filter { principal.canSee($0, of: post) }
        }
    }

    /// Who changed a post as others may know them.
    private func editor(_ id: MemberID, _ name: String, of post: ForumPost) -> (id: MemberID?, name: String) {
        guard id == post.authorID, let pseudonym = post.byline.plainPseudonym else { return (id, name) }
        return (nil, pseudonym)
    }
}

extension ForumService {
    /// Takes an earlier text out of the history, for good: a telephone number typed in haste is not to stay there.
    /// What moderators looked at, or are to look at, staff alone takes out.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours` or `revision_withheld`.
    package func removeRevision(_ revision: Int64, of id: PostID, as principal: Principal) async throws {
        try await store.write { transaction in
            _ = try principal.requireWriter()
            let (post, _) = try visiblePost(id, as: principal, in: transaction)
            guard principal.canEdit(post) else { throw Problem(.forbidden, "not_yours") }
            let gone = try transaction.rows(
                "DELETE FROM post_revision WHERE post_id = \(id) AND revision = \(revision) RETURNING is_withheld"
            ) { $0.flag(0) }
            guard let isWithheld = gone.first else { throw Problem.notFound }
            guard principal.isStaff || !isWithheld else { throw Problem(.forbidden, "revision_withheld") }
        }
    }
}

/// SQL over what posts said before; internal to the feature.
enum RevisionRepository {
    struct Row {
        let revision: Int64
        let body: String
        let editor: MemberID
        let name: String
        let replacedAt: Timestamp
        let isWithheld: Bool
    }

    /// The last hundred, oldest first.
    static func revisions(of post: PostID, in transaction: any Transaction) throws -> [Row] {
        try transaction.rows(
            """
            SELECT post_revision.revision, post_revision.body, editor.id, editor.display_name,
                post_revision.replaced_at, post_revision.is_withheld
            FROM post_revision CROSS JOIN account_public AS editor
            WHERE post_revision.post_id = \(post) AND editor.id = post_revision.editor_id
            ORDER BY post_revision.revision DESC LIMIT 100
            """
        ) {
            Row(
                revision: $0.integer(0), body: $0.text(1), editor: $0.id(2), name: $0.text(3),
                replacedAt: $0.time(4), isWithheld: $0.flag(5))
        }.reversed()
    }

    static func presentEditor(
        of post: ForumPost, in transaction: any Transaction
    ) throws -> (id: MemberID, name: String) {
        let editor = try PostRepository.lastEditor(of: post, in: transaction)
        let name = try transaction.first("SELECT display_name FROM account_public WHERE id = \(editor)") { $0.text(0) }
        return (editor, name ?? post.author?.displayName ?? "")
    }
}
