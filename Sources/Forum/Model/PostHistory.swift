import Core
import Storage

/// What a post said, and what it says.
package struct PostRevision: Sendable, Equatable, Codable {
    package let revision: Int64
    package let body: String
    package let editorId: MemberID
    package let editorName: String
    /// When it was written.
    package let createdAt: Timestamp
}

extension ForumService {
    /// Revisions kept of a post, the present text last; the oldest go first beyond a hundred.
    /// - Throws: `notFound`.
    package func revisions(of id: PostID, as principal: Principal) async throws -> [PostRevision] {
        try await store.read { transaction in
            let (post, _) = try visiblePost(id, as: principal, in: transaction)
            let kept = try RevisionRepository.revisions(of: id, in: transaction)
            let editor = try RevisionRepository.presentEditor(of: post, in: transaction)
            // A row says when its text was replaced: the next text was written then.
            var written = post.createdAt
            var revisions: [PostRevision] = []
            for row in kept {
                revisions.append(
                    PostRevision(
                        revision: row.revision, body: row.body, editorId: row.editor, editorName: row.name,
                        createdAt: written))
                written = row.replacedAt
            }
            revisions.append(
                PostRevision(
                    revision: post.revision, body: post.body, editorId: editor.id, editorName: editor.name,
                    createdAt: post.editedAt ?? written))
            return revisions
        }
    }
}

extension ForumService {
    /// Takes an earlier text out of the history, for good: a telephone number typed in haste is not to stay there.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours`.
    package func removeRevision(_ revision: Int64, of id: PostID, as principal: Principal) async throws {
        try await store.write { transaction in
            _ = try principal.requireWriter()
            let (post, _) = try visiblePost(id, as: principal, in: transaction)
            guard principal.canEdit(post) else { throw Problem(.forbidden, "not_yours") }
            let gone = try transaction.execute(
                "DELETE FROM post_revision WHERE post_id = \(id) AND revision = \(revision)")
            guard gone > 0 else { throw Problem.notFound }
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
    }

    /// The last hundred, oldest first.
    static func revisions(of post: PostID, in transaction: any Transaction) throws -> [Row] {
        try transaction.rows(
            """
            SELECT post_revision.revision, post_revision.body, editor.id, editor.display_name,
                post_revision.replaced_at
            FROM post_revision CROSS JOIN account_public AS editor
            WHERE post_revision.post_id = \(post) AND editor.id = post_revision.editor_id
            ORDER BY post_revision.revision DESC LIMIT 100
            """
        ) {
            Row(
                revision: $0.integer(0), body: $0.text(1), editor: $0.id(2), name: $0.text(3),
                replacedAt: $0.time(4))
        }.reversed()
    }

    static func presentEditor(
        of post: ForumPost, in transaction: any Transaction
    ) throws -> (id: MemberID, name: String) {
        let editor = try PostRepository.lastEditor(of: post, in: transaction)
        let name = try transaction.first("SELECT display_name FROM account_public WHERE id = \(editor)") { $0.text(0) }
        return (editor, name ?? post.author.displayName)
    }
}

/// What changed between two texts, for people: pieces that stayed, went and came, in reading order.
package enum TextDifference {
    package enum Piece: Sendable, Equatable {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// Words compared at most; longer texts are compared by lines.
    private static let mostWords = 4_000

    /// By Myers' algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986), the standard library's.
    package static func pieces(from old: String, to new: String) -> [Piece] {
        var before = words(old)
        var after = words(new)
        if before.count + after.count > mostWords { (before, after) = (lines(old), lines(new)) }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        return walk(before, after, removed, added)
    }

    private static func walk(
        _ before: [String], _ after: [String], _ removed: Set<Int>, _ added: Set<Int>
    ) -> [Piece] {
        var pieces: [Piece] = []
        var (i, j) = (0, 0)
        while i < before.count || j < after.count {
            if i < before.count, removed.contains(i) {
                append(.removed(before[i]), to: &pieces)
                i += 1
            } else if j < after.count, added.contains(j) {
                append(.added(after[j]), to: &pieces)
                j += 1
            } else {
                append(.same(after[j]), to: &pieces)
                i += 1
                j += 1
            }
        }
        return pieces
    }

    /// Neighbours of a kind are one piece.
    private static func append(_ piece: Piece, to pieces: inout [Piece]) {
        switch (pieces.last, piece) {
        case (.same(let text), .same(let more)): pieces[pieces.count - 1] = .same(text + more)
        case (.removed(let text), .removed(let more)): pieces[pieces.count - 1] = .removed(text + more)
        case (.added(let text), .added(let more)): pieces[pieces.count - 1] = .added(text + more)
        default: pieces.append(piece)
        }
    }

    /// Words with the white space that follows them.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isInSpace = false
        for character in text {
            if !character.isWhitespace, isInSpace {
                words.append(word)
                word = ""
            }
            word.append(character)
            isInSpace = character.isWhitespace
        }
        return word.isEmpty ? words : words + [word]
    }

    private static func lines(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { $0.offset == lines.count - 1 ? String($0.element) : $0.element + "\n" }
    }
}
