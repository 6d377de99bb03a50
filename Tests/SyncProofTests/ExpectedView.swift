import Core
import Foundation
import Storage
import SyncProtocol

@testable import Sync

/// All that a replica of a member must hold at a moment, from a fresh look at the tables (I1).
struct ExpectedView: Sendable {
    struct Row: Sendable {
        var value: JSONValue
        var version: Int64
    }

    private(set) var rows: [String: Row] = [:]
    /// Scopes in force, by the second telling of the rules.
    let scopes: Set<String>

    /// The replica is this, no row more and none less.
    func compare(_ replica: [String: JSONValue], of client: ReferenceClient) throws {
        let who = "device \(client.number) of \(client.person.username)"
        for (key, expected) in rows {
            guard let held = replica[key] else { throw Violation("I1", "\(who) lacks \(key)") }
            guard case .object(var members) = held else { throw Violation("I1", "\(key) is no object") }
            let version = members.removeValue(forKey: "ver")?.integerValue
            guard Self.comparable(key, .object(members)) == Self.comparable(key, expected.value) else {
                throw Violation(
                    "I1",
                    "\(who) holds of \(key) \(held.canonicalText), not \(expected.version) \(expected.value.canonicalText)"
                )
            }
            guard version == expected.version else {
                throw Violation("I1", "\(who) holds version \(version ?? 0) of \(key), not \(expected.version)")
            }
        }
        for key in replica.keys.sorted() where rows[key] == nil && !Witness.isControl(key) {
            throw Violation("I10", "\(who) still holds \(key)")
        }
        let told = Set(replica.keys.filter { $0.hasPrefix("sys/scope/") }.map { String($0.dropFirst(10)) })
        guard told == scopes else {
            throw Violation("I1", "\(who) believes to hold \(told.sorted()), not \(scopes.sorted())")
        }
        let owner = replica["sys/me"]?["id"]?.stringValue
        guard owner == client.person.id.text else {
            throw Violation("I1", "\(who) believes to be of \(owner ?? "nobody")")
        }
    }
}

extension ExpectedView {
    /// A notice counts what was written between two moments: a post of the same millisecond, or of a clock that went
    /// back, changes the number without a word.
    private static func comparable(_ key: String, _ value: JSONValue) -> JSONValue {
        guard key.hasPrefix("notification/"), case .object(var members) = value else { return value }
        for name in ["count", "postId", "path", "authorName"] { members[name] = nil }
        return .object(members)
    }

    init(
        of member: Principal.Member, _ tables: Tables, _ sync: SyncService, in transaction: any Transaction
    ) throws {
        let eyes = try Eyes.of(member.id.text, at: sync.clock.now, in: transaction)
        scopes = try SightOfScopes.inForce(for: eyes, at: sync.clock.now, tables, in: transaction)
        addPublic(tables, eyes)
        let shown = addForum(tables, eyes)
        try add("member", shown.sorted(), as: member, tables, sync, in: transaction)
        try addOwn(of: member, tables, in: transaction)
        for (entity, query) in Self.told(member.id) {
            let ids = try transaction.rows(query) { $0.text(0) }
            try add(entity, ids, as: member, tables, sync, in: transaction)
        }
    }

    /// Rows whose keys a query of our own tells and whose values the features do.
    private static func told(_ member: MemberID) -> [(String, Query)] {
        [
            ("me", "SELECT id FROM account WHERE id = \(member)"),
            ("notification", "SELECT id FROM notification WHERE account_id = \(member)"),
            ("draft", "SELECT id FROM draft WHERE account_id = \(member)"),
            (
                "sys/m",
                """
                SELECT client_id || '/' || mutation_id FROM mutation_outcome
                WHERE account_id = \(member) AND is_shown = 1
                """
            ),
            (MarkCollection.name, "SELECT client FROM proof_last WHERE account_id = \(member)"),
        ]
    }

    private mutating func add(
        _ entity: String, _ ids: [String], as member: Principal.Member, _ tables: Tables, _ sync: SyncService,
        in transaction: any Transaction
    ) throws {
        guard !ids.isEmpty else { return }
        let values = try sync.collections[entity]?.values(ids, for: member, in: transaction) ?? [:]
        let encoder = JSONEncoder()
        for (id, value) in values { put(entity, id, try JSONReader.read(try encoder.encode(value)), tables) }
    }

    private mutating func put(_ entity: String, _ id: String, _ value: JSONValue, _ tables: Tables) {
        let key = "\(entity)/\(id)"
        let versions = tables.versions[key, default: []].filter { scopes.contains($0.scope) }.map(\.version)
        rows[key] = Row(value: value, version: versions.max() ?? -1)
    }

    private mutating func addPublic(_ tables: Tables, _ eyes: Eyes) {
        for category in tables.categories.values where category.isForEveryone || eyes.isStaff {
            put(
                "category", category.id,
                [
                    "id": .string(category.id), "slug": .string(category.slug), "name": .string(category.name),
                    "description": .string(category.description), "position": .integer(category.position),
                ], tables)
        }
        for tag in tables.tags where tag.uses > 0 {
            put("tag", tag.id, ["id": .string(tag.id), "name": .string(tag.name), "uses": .integer(tag.uses)], tables)
        }
    }

    /// - Returns: the members that these rows name.
    private mutating func addForum(_ tables: Tables, _ eyes: Eyes) -> Set<String> {
        var named: Set<String> = []
        for thread in tables.threads.values {
            var places = ["t:\(thread.id)"]
            if thread.state == "published" { places.append("k:\(thread.category):\(thread.week)") }
            if thread.isWithheld { places += ["u:\(thread.author)", "mod"] }
            guard places.contains(where: scopes.contains) else { continue }
            // A name stays where the thing itself is out of sight by a rule that is not the scope's.
            named.insert(thread.author)
            let isForEveryone = tables.categories[thread.category]?.isForEveryone ?? false
            guard eyes.sees(threadState: thread.state, author: thread.author, isForEveryone: isForEveryone) else {
                continue
            }
            put("thread", thread.id, thread.value, tables)
        }
        for post in tables.posts {
            let places = post.isWithheld ? ["u:\(post.author)", "mod"] : ["t:\(post.thread)"]
            guard places.contains(where: scopes.contains) else { continue }
            named.insert(post.author)
            guard let thread = tables.threads[post.thread],
                eyes.sees(
                    threadState: thread.state, author: thread.author,
                    isForEveryone: tables.categories[thread.category]?.isForEveryone ?? false),
                eyes.sees(state: post.state, author: post.author)
            else { continue }
            put("post", post.id, post.value, tables)
        }
        return named
    }

    private mutating func addOwn(of member: Principal.Member, _ tables: Tables, in transaction: any Transaction) throws
    {
        let own = try transaction.rows(
            """
            SELECT 'vote', post_id, value, '', '' FROM post_vote WHERE account_id = \(member.id)
            UNION ALL SELECT 'bookmark', post_id, 0, '', '' FROM bookmark WHERE account_id = \(member.id)
            UNION ALL SELECT 'read', thread_id, epoch, up_to, '' FROM thread_read WHERE account_id = \(member.id)
            UNION ALL SELECT 'subscription', scope, is_on, '', '' FROM scope_subscription
                WHERE account_id = \(member.id)
            UNION ALL SELECT scope, target_id, 0, level, reason FROM notice_level WHERE account_id = \(member.id)
            """
        ) { (kind: $0.text(0), id: $0.text(1), number: $0.integer(2), text: $0.text(3), reason: $0.text(4)) }
        for row in own {
            let id = JSONValue.string(row.id)
            switch row.kind {
            case "vote": put("vote", row.id, ["id": id, "postId": id, "value": .integer(row.number)], tables)
            case "bookmark": put("bookmark", row.id, ["id": id, "postId": id], tables)
            case "subscription":
                put("subscription", row.id, ["id": id, "scope": id, "on": .bool(row.number == 1)], tables)
            case "read":
                put(
                    "read", row.id,
                    ["id": id, "threadId": id, "upTo": .string(row.text), "epoch": .integer(row.number)], tables)
            default:
                let name = "\(row.kind):\(row.id)"
                put(
                    "level", name,
                    [
                        "id": .string(name), "scope": .string(row.kind), "targetId": id, "level": .string(row.text),
                        "reason": .string(row.reason),
                    ], tables)
            }
        }
    }
}

extension Tables.Thread {
    /// `thread/{id}` by section 7a.
    fileprivate var value: JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id), "categoryId": .string(category), "kind": .string(kind), "title": .string(title),
            "slug": .string(slug), "tags": .array(tags.sorted().map(JSONValue.string)), "authorId": .string(author),
            "createdAt": .string(Timestamp(milliseconds: createdAt).rfc3339),
            "lastPostAt": .string(Timestamp(milliseconds: lastPostAt).rfc3339), "postCount": .integer(answers + 1),
            "score": .integer(score), "openingPostId": .string(opening), "state": .string(state),
            "isLocked": .bool(isLocked), "revision": .integer(revision),
        ]
        members["acceptedPostId"] = accepted.map(JSONValue.string)
        return .object(members)
    }
}

extension Tables.Post {
    /// `post/{id}` by section 7a.
    fileprivate var value: JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id), "threadId": .string(thread), "authorId": .string(author),
            "isOpening": .bool(isOpening), "body": .string(body), "html": .string(html),
            "createdAt": .string(Timestamp(milliseconds: createdAt).rfc3339), "revision": .integer(revision),
            "score": .integer(score), "state": .string(state),
        ]
        members["parentId"] = parent.map(JSONValue.string)
        members["editedAt"] = editedAt.map { .string(Timestamp(milliseconds: $0).rfc3339) }
        members["trueAsOf"] = trueAsOf.map(JSONValue.string)
        return .object(members)
    }
}
