import Core
import Markup
import Storage

/// `@username` in a post: a link to the member who had the name when the post was written.
enum Mentions {
    /// The members with these names who are not gone, by the name in lower case.
    static func members(
        named names: [String], in transaction: any Transaction
    ) throws -> [String: (id: MemberID, username: String)] {
        guard !names.isEmpty else { return [:] }
        let found = try transaction.rows(
            """
            SELECT account.id, account.username FROM account
            WHERE \(transaction.dialect.anyOf("lower(account.username)", names.map { $0.lowercased() }))
                AND account.state <> 'deleted'
            """
        ) { (id: $0.id(0, as: MemberMark.self), username: $0.text(1)) }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.username.lowercased(), $0) })
    }

    /// The members whom a post's HTML names.
    static func members(in html: String, _ transaction: any Transaction) throws -> [MemberID] {
        try members(named: Markup.mentions(in: html), in: transaction).values.map(\.id).sorted()
    }
}

extension PostBody {
    /// The body with a link for each member that it names; other names are words. Cheap enough for a transaction:
    /// the rendering was done before.
    func resolved(in transaction: any Transaction) throws -> (body: PostBody, mentions: [MemberID]) {
        let members = try Mentions.members(named: mentionedNames, in: transaction)
        var body = self
        body.html = Markup.resolve(mentionedNames, in: html) { members[$0.lowercased()]?.username }
        return (body, members.values.map(\.id).sorted())
    }
}

extension ForumService {
    /// What Markdown will look like, with the members it names.
    package func preview(_ source: String) async throws -> String {
        let body = PostBody(source)
        return try await store.read { try body.resolved(in: $0).body.html }
    }
}
