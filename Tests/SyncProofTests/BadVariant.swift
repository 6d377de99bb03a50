import Core
import Foundation
import Storage
import SyncProtocol
import Testing

@testable import Sync

/// Servers that were written wrongly, each in one of the ways that were tempting (sync.md, section 12.3).
enum BadVariant: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case numbersOutsideTheTransaction = "last mutation ids are noted in a transaction of their own"
    case sequenceOutOfOrder = "a commit takes its number before others that are seen first"
    case noFirstVersion = "rows are named that entered after the replica lost sight of the scope"
    case earlyAcknowledgement = "the first of several pages acknowledges"
    case equalCookie = "the cookie stays the same although there are changes"
    case noTombstone = "what leaves a scope is forgotten"
    case firstVersionReset = "what comes back counts as new in its scope"
    case shortPurge = "of a half-sent scope only what was sent is purged"

    var testDescription: String { rawValue }

    /// What the variant asks the database instead.
    func reworded(_ query: Query) -> Query {
        guard self == .noFirstVersion else { return query }
        return query.reworded { sql in
            sql.replacing(/first_ver <= (\$[0-9]+)/) { "CAST(\($0.output.1) AS BIGINT) IS NOT NULL" }
        }
    }
}

extension Query {
    /// The same marks and values in other words.
    func reworded(_ change: (String) -> String) -> Query {
        let (sql, values) = rendered()
        let changed = change(sql)
        guard changed != sql else { return self }
        var out: Query = ""
        var rest = changed[...]
        while let mark = rest.firstMatch(of: /\$([0-9]+)/), let number = Int(mark.output.1) {
            out = out + Query(stringLiteral: String(rest[..<mark.range.lowerBound])) + "\(values[number - 1])"
            rest = rest[mark.range.upperBound...]
        }
        return out + Query(stringLiteral: String(rest))
    }
}

/// Where clients send to: the service, or a bad variant's idea of it.
struct Endpoint: Sendable {
    let site: ProofSite
    let variant: BadVariant?

    func push(_ request: PushRequest, as principal: Principal) async throws -> PushAnswer {
        try await site.sync.push(request, as: principal)
    }

    func pull(_ request: PullRequest, as principal: Principal) async throws -> PullAnswer {
        let answer = try await site.sync.pull(request, as: principal)
        guard case .page(var page) = answer else { return answer }
        switch variant {
        case .earlyAcknowledgement where page.hasMore:
            page.lastMutationIDChanges = try await lastMutationIDs(request.clientGroupID)
        case .equalCookie where !page.hasMore && page.sequence % 7 == 0:
            page.cookie = request.cookie ?? page.cookie
        case .shortPurge: page = try await shortened(page, request, of: principal)
        default: break
        }
        return .page(page)
    }

    private func lastMutationIDs(_ group: String) async throws -> [String: Int64] {
        let pairs = try await site.store.read { transaction in
            try transaction.rows("SELECT id, last_mutation_id FROM sync_client WHERE group_id = \(group)") {
                ($0.text(0), $0.integer(1))
            }
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// Leaves out what the replica cannot have got by the half-sent scopes themselves.
    private func shortened(_ page: PullPage, _ request: PullRequest, of principal: Principal) async throws -> PullPage {
        guard let cookie = request.cookie, let member = principal.member,
            let cursor = site.sync.seal.open(cookie, for: member.id), cursor.isPartial
        else { return page }
        let sync = site.sync
        let unsent = try await site.store.read { transaction -> Set<String> in
            guard let held = try ScopeSet.named(cursor.scopeSet, in: transaction) else { return [] }
            let effective = try sync.effective.set(for: member, at: sync.clock.now, in: transaction)
            var unsent: Set<String> = []
            for place in cursor.pending.sorted() where !effective.contains(held.names[place]) {
                let key = cursor.backfill.flatMap { $0.scope == place ? $0.key : nil } ?? .start
                let rows = try transaction.rows(
                    """
                    SELECT entity, row_id FROM change_index_entry
                    WHERE scope = \(held.names[place]) AND (entity, row_id) > (\(key.entity), \(key.id))
                    """
                ) { "\($0.text(0))/\($0.text(1))" }
                unsent.formUnion(rows)
            }
            return unsent
        }
        var page = page
        page.operations.removeAll { operation in
            guard let value = try? JSONReader.read(operation), value["op"] == "del" else { return false }
            return unsent.contains(value["key"]?.stringValue ?? "")
        }
        return page
    }
}
