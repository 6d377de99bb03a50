import Core
import Storage

/// What moderators do to all that an account wrote into guides of others, in one decision: each has the text again that
/// it had before, and what the account wrote is out of the public history.
extension ForumService {
    /// Guides whose present text is the member's, and those from which it was taken out.
    package static func editCounts(
        of member: MemberID, in transaction: any Transaction
    ) throws -> (shown: Int, undone: Int) {
        (
            try UndoneEditRepository.shown(of: member, limit: 1_000, in: transaction).count,
            try UndoneEditRepository.undone(of: member, limit: 1_000, in: transaction).count
        )
    }

    /// Gives guides the text back that they had before the member's.
    /// - Returns: how many, at most `limit`.
    package func undoEdits(of member: MemberID, limit: Int, in transaction: any WriteTransaction) throws -> Int {
        let edits = try UndoneEditRepository.shown(of: member, limit: limit, in: transaction)
        try UndoneEditRepository.withhold(true, of: member, in: transaction)
        for (id, post) in edits {
            guard let post = try PostRepository.anyPost(post, in: transaction),
                let before = try UndoneEditRepository.text(of: post, before: member, in: transaction)
            else { continue }
            try replace(post, by: before.body, of: before.editor, isWithheld: true, in: transaction)
            try UndoneEditRepository.setUndone(post.revision + 1, id, in: transaction)
        }
        return edits.count
    }

    /// Brings the member's text back where the guide has no other since.
    /// - Returns: how many were looked at, at most `limit`.
    package func redoEdits(of member: MemberID, limit: Int, in transaction: any WriteTransaction) throws -> Int {
        let edits = try UndoneEditRepository.undone(of: member, limit: limit, in: transaction)
        try UndoneEditRepository.withhold(false, of: member, in: transaction)
        for edit in edits {
            try UndoneEditRepository.setUndone(nil, edit.id, in: transaction)
            guard let post = try PostRepository.anyPost(edit.post, in: transaction) else { continue }
            guard post.revision == edit.revision else { continue }
            try replace(post, by: edit.body, of: member, isWithheld: false, in: transaction)
        }
        return edits.count
    }

    private func replace(
        _ post: ForumPost, by source: String, of editor: MemberID, isWithheld: Bool,
        in transaction: any WriteTransaction
    ) throws {
        // Rendered inside the transaction: which texts there are is known here alone, and few are.
        let body = PostBody(source)
        try replaceBody(
            of: post, isWithheld: isWithheld,
            by: PostChange.Valid(body: body, title: nil, baseRevision: post.revision), of: editor, in: transaction)
        try SearchDocuments.write(post.id, terms: body.terms, in: transaction)
    }
}

/// SQL over texts of guides that were taken out again; internal to the feature.
private enum UndoneEditRepository {
    struct Edit {
        let id: SuggestionID
        let post: PostID
        let body: String
        let revision: Int64
    }

    /// Guides of others whose present text is the member's, where an earlier one is known, each with what wrote it.
    static func shown(
        of member: MemberID, limit: Int, in transaction: any Transaction
    ) throws -> [(id: SuggestionID, post: PostID)] {
        try transaction.rows(
            """
            SELECT max(suggestion.id), suggestion.post_id
            FROM post_suggestion AS suggestion CROSS JOIN forum_post AS post
            WHERE suggestion.author_id = \(member) AND suggestion.state = 'applied' AND post.id = suggestion.post_id
                AND post.author_id <> \(member) AND post.editor_id = \(member)
                AND EXISTS (
                    SELECT 1 FROM post_revision
                    WHERE post_id = post.id AND editor_id <> \(member) AND is_withheld = 0)
            GROUP BY suggestion.post_id ORDER BY suggestion.post_id LIMIT \(limit)
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    static func undone(of member: MemberID, limit: Int, in transaction: any Transaction) throws -> [Edit] {
        try transaction.rows(
            """
            SELECT id, post_id, body, undone_revision FROM post_suggestion
            WHERE author_id = \(member) AND undone_revision IS NOT NULL ORDER BY created_at, id LIMIT \(limit)
            """
        ) { Edit(id: $0.id(0), post: $0.id(1), body: $0.text(2), revision: $0.integer(3)) }
    }

    /// The last text that somebody else wrote.
    static func text(
        of post: ForumPost, before member: MemberID, in transaction: any Transaction
    ) throws -> (body: String, editor: MemberID)? {
        try transaction.first(
            """
            SELECT body, editor_id FROM post_revision
            WHERE post_id = \(post.id) AND editor_id <> \(member) AND is_withheld = 0
            ORDER BY revision DESC LIMIT 1
            """
        ) { ($0.text(0), $0.id(1)) }
    }

    /// Also where others have changed the guide since: a text of theirs that is taken out later must not bring it back.
    static func withhold(
        _ isWithheld: Bool, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE post_revision SET is_withheld = \(isWithheld)
            WHERE editor_id = \(member) AND post_id IN (
                SELECT post_id FROM post_suggestion WHERE author_id = \(member) AND state = 'applied')
            """)
    }

    static func setUndone(
        _ revision: Int64?, _ id: SuggestionID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE post_suggestion SET undone_revision = \(revision) WHERE id = \(id)")
    }
}
