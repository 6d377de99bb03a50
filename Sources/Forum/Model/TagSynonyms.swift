import Core
import Storage

/// Another word for a tag.
package struct TagSynonym: Codable, Sendable, Equatable {
    /// As it is typed.
    package let name: String
    /// The tag that it becomes.
    package let tag: String

    package init(name: String, tag: String) { (self.name, self.tag) = (name, tag) }
}

/// What staff says to make one word another for a tag.
package struct TagSynonymDraft: CheckedDraft, Equatable {
    package var name: String?
    package var tag: String?

    package init(name: String? = nil, tag: String? = nil) { (self.name, self.tag) = (name, tag) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case name, tag }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming the fields.
    func validated() throws -> TagSynonym {
        var validation = Validation()
        let names = [(name, "name"), (tag, "tag")].map { value, field in
            let name = TagName.normal(validation.text(value, field, 1...60))
            validation.require(name.isEmpty || TagName.isAllowed(name), field, "tag_form", ["tag": name])
            return name
        }
        validation.require(names[0] != names[1], "tag", "tag_same")
        try validation.check()
        return TagSynonym(name: names[0], tag: names[1])
    }
}

/// Words for the same thing are made one: by staff.
extension ForumService {
    /// Threads that move to another tag in one transaction.
    private static let movedAtOnce = 50
    package static let synonymsPerPage = 100

    /// A page of other words for tags, by name.
    /// - Throws: `notFound` for who is no staff.
    package func tagSynonyms(
        after cursor: PageCursor? = nil, limit: Int = synonymsPerPage, as principal: Principal
    ) async throws -> Paged<TagSynonym> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let found = try TagSynonymRepository.synonyms(after: cursor?.id ?? "", limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: 0, id: $0.name) }
        }
    }

    /// Makes a word another for a tag. Where it is a tag already, its threads and those who follow it move over, some at
    /// a time: whoever reads meanwhile finds each thread under one of the two, and what is begun is finished by saying
    /// it again.
    /// - Throws: `notFound` for who is no staff; `invalid` naming `name` or `tag`; `conflict` with `tag_synonym_itself`
    ///   where the tag is another word for something else.
    package func makeSynonym(_ draft: TagSynonymDraft, as principal: Principal) async throws -> TagSynonym {
        guard principal.isStaff else { throw Problem.notFound }
        let wanted = try draft.validated()
        let tags = try await store.write { transaction -> (from: String?, into: String) in
            _ = try principal.requireWriter()
            guard let into = try TagSynonymRepository.tag(named: wanted.tag, in: transaction) else {
                throw Problem.invalid("tag", "unknown_tag")
            }
            guard try TagSynonymRepository.target(of: wanted.tag, in: transaction) == nil else {
                throw Problem(.conflict, "tag_synonym_itself", arguments: ["tag": wanted.tag])
            }
            let from = try TagSynonymRepository.tag(named: wanted.name, in: transaction)
            let isNew = try TagSynonymRepository.put(wanted.name, for: into, at: clock.now, in: transaction)
            if let from { try TagSynonymRepository.repoint(from, to: into, in: transaction) }
            if isNew { try oversight?.renamed(wanted, by: principal, forum: self, in: transaction) }
            return (from, into)
        }
        if let from = tags.from { try await moveThreads(from: from, to: tags.into) }
        return wanted
    }

    /// A word is no other for a tag any more: a tag of its own once somebody types it. Said twice, it is said once.
    /// - Throws: `notFound` for who is no staff.
    package func removeSynonym(_ name: String, as principal: Principal) async throws {
        guard principal.isStaff else { throw Problem.notFound }
        try await store.write { transaction in
            _ = try principal.requireWriter()
            try TagSynonymRepository.remove(TagName.normal(name), in: transaction)
        }
    }

    private func moveThreads(from: String, to into: String) async throws {
        var isDone = false
        while !isDone {
            isDone = try await store.write { transaction in
                let threads = try TagSynonymRepository.threads(of: from, limit: Self.movedAtOnce, in: transaction)
                for thread in threads { try retag(thread, from: from, to: into, in: transaction) }
                guard threads.count < Self.movedAtOnce else { return false }
                try moveFollowers(from: from, to: into, in: transaction)
                try TagSynonymRepository.remove(tag: from, in: transaction)
                transaction.touch(.leaves(scope: "pub", entity: "tag", id: from))
                return true
            }
        }
    }

    /// Whoever follows the one follows the other, unless they said something of that already.
    private func moveFollowers(
        from: String, to into: String, in transaction: any WriteTransaction
    ) throws {
        let (moved, gone) = try TagSynonymRepository.moveLevels(from: from, to: into, in: transaction)
        for member in moved + gone {
            transaction.touch(.leaves(scope: ForumScope.member(member), entity: "level", id: "tag:\(from)"))
        }
        for member in moved {
            transaction.touch(.enters(scope: ForumScope.member(member), entity: "level", id: "tag:\(into)"))
        }
    }

    private func retag(
        _ id: ThreadID, from: String, to into: String, in transaction: any WriteTransaction
    ) throws {
        guard let thread = try StateRepository.thread(id, in: transaction) else { return }
        let isShown = thread.state == .published
        if isShown { try countTags(of: thread, isShown: false, in: transaction) }
        try TagSynonymRepository.retag(id, from: from, to: into, in: transaction)
        if isShown { try countTags(of: thread, isShown: true, in: transaction) }
        try SearchDocuments.write(thread.openingPost, in: transaction)
        transaction.touch(.changes(entity: "thread", id: id.text))
    }
}

/// SQL over other words for tags; internal to the feature.
enum TagSynonymRepository {
    // MARK: Reading

    /// By name, and one more if there is a next page.
    static func synonyms(after name: String, limit: Int, in transaction: any Transaction) throws -> [TagSynonym] {
        try transaction.rows(
            """
            SELECT synonym.name, tag.name FROM tag_synonym AS synonym CROSS JOIN tag
            WHERE synonym.name > \(name) AND tag.id = synonym.tag_id ORDER BY synonym.name LIMIT \(limit + 1)
            """
        ) { TagSynonym(name: $0.text(0), tag: $0.text(1)) }
    }

    /// The id of a tag, by its own name.
    static func tag(named name: String, in transaction: any Transaction) throws -> String? {
        try transaction.first("SELECT id FROM tag WHERE name = \(name)") { $0.text(0) }
    }

    /// The id of the tag that a word stands for.
    static func target(of name: String, in transaction: any Transaction) throws -> String? {
        try transaction.first("SELECT tag_id FROM tag_synonym WHERE name = \(name)") { $0.text(0) }
    }

    /// What people mean by these, in their order, each once.
    static func resolved(_ names: [String], in transaction: any Transaction) throws -> [String] {
        guard !names.isEmpty else { return [] }
        let known = try transaction.rows(
            """
            SELECT synonym.name, tag.name FROM tag_synonym AS synonym CROSS JOIN tag
            WHERE \(transaction.dialect.anyOf("synonym.name", names)) AND tag.id = synonym.tag_id
            """
        ) { ($0.text(0), $0.text(1)) }
        let tags = Dictionary(uniqueKeysWithValues: known)
        return names.map { tags[$0] ?? $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    static func threads(of tag: String, limit: Int, in transaction: any Transaction) throws -> [ThreadID] {
        try transaction.rows(
            """
            SELECT thread_id FROM thread_tag WHERE tag_id = \(tag) ORDER BY created_at, thread_id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    // MARK: Writing

    /// - Returns: whether the word did not stand for this tag before.
    static func put(
        _ name: String, for tag: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO tag_synonym (name, tag_id, created_at) VALUES (\(name), \(tag), \(now))
            ON CONFLICT (name) DO UPDATE SET tag_id = excluded.tag_id WHERE tag_synonym.tag_id <> excluded.tag_id
            """) > 0
    }

    /// Words for a tag become words for another.
    static func repoint(_ tag: String, to other: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE tag_synonym SET tag_id = \(other) WHERE tag_id = \(tag)")
    }

    static func remove(_ name: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM tag_synonym WHERE name = \(name)")
    }

    static func retag(
        _ thread: ThreadID, from: String, to into: String, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(all: [
            """
            INSERT INTO thread_tag (thread_id, tag_id, created_at)
            SELECT thread_id, \(into), created_at FROM thread_tag WHERE thread_id = \(thread) AND tag_id = \(from)
            ON CONFLICT (thread_id, tag_id) DO NOTHING
            """,
            "DELETE FROM thread_tag WHERE thread_id = \(thread) AND tag_id = \(from)",
            "UPDATE forum_thread SET revision = revision + 1 WHERE id = \(thread)",
        ])
    }

    /// - Returns: whose word holds for the other tag now, and who had said something of that before.
    static func moveLevels(
        from tag: String, to other: String, in transaction: any WriteTransaction
    ) throws -> (moved: [MemberID], gone: [MemberID]) {
        let moved = try transaction.rows(
            """
            UPDATE notice_level SET target_id = \(other) WHERE scope = 'tag' AND target_id = \(tag)
                AND NOT EXISTS (SELECT 1 FROM notice_level AS own WHERE own.account_id = notice_level.account_id
                    AND own.scope = 'tag' AND own.target_id = \(other))
            RETURNING account_id
            """
        ) { MemberID(trusted: $0.text(0)) }
        let gone = try transaction.rows(
            "DELETE FROM notice_level WHERE scope = 'tag' AND target_id = \(tag) RETURNING account_id"
        ) { MemberID(trusted: $0.text(0)) }
        return (moved, gone)
    }

    static func remove(tag: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM tag WHERE id = \(tag)")
    }
}
