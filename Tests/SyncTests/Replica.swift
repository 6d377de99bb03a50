import Core
import Foundation
import Testing

@testable import Sync
@testable import SyncProtocol

/// A device as simple as can be: it applies patches and sends its cookie again.
struct Replica {
    let service: SyncService
    let member: Principal.Member
    var group: String
    var cookie: JSONValue?
    var rows: [String: JSONValue] = [:]
    var lastMutationIDs: [String: Int64] = [:]
    /// Keys of the last answer's patch.
    var puts: [String] = []
    var dels: [String] = []

    init(_ service: SyncService, _ member: Principal.Member, group: String? = nil) {
        self.service = service
        self.member = member
        self.group = group ?? "group-\(member.username)"
    }

    var notes: [String: String] {
        Dictionary(
            uniqueKeysWithValues: rows.filter { $0.key.hasPrefix("note/") }.map {
                (String($0.key.dropFirst(5)), $0.value["body"]?.stringValue ?? "")
            })
    }

    /// The page as it comes, not applied.
    func page(rows: Int? = nil, bytes: Int? = nil) async throws -> PullResponse {
        let request = PullRequest(
            clientGroupID: group, cookie: cookie, ext: PullRequest.Wishes(maxBytes: bytes, maxRows: rows))
        let answer = try await service.pull(request, as: .member(member))
        return try JSONDecoder().decode(PullResponse.self, from: try answer.body())
    }

    /// Pulls one page and checks what holds for each.
    @discardableResult
    mutating func pull(rows: Int? = nil, bytes: Int? = nil) async throws -> PullResponse {
        let response = try await page(rows: rows, bytes: bytes)
        apply(response)
        return response
    }

    mutating func apply(_ response: PullResponse) {
        if response.hasMore == true {
            #expect(response.lastMutationIDChanges.isEmpty)
            #expect(response.cookie != cookie)
        }
        if response.cookie == cookie {
            #expect(response.patch.isEmpty && response.lastMutationIDChanges.isEmpty)
        } else {
            #expect((response.cookie["order"]?.integerValue ?? 0) == (cookie?["order"]?.integerValue ?? 0) + 1)
        }
        (puts, dels) = ([], [])
        for operation in response.patch {
            switch operation {
            case .clear: rows = [:]
            case .put(let key, let value):
                rows[key] = value
                if !Self.isOfReplica(key) { puts.append(key) }
            case .del(let key):
                rows[key] = nil
                if !Self.isOfReplica(key) { dels.append(key) }
            }
        }
        lastMutationIDs.merge(response.lastMutationIDChanges) { $1 }
        cookie = response.cookie
    }

    /// Control rows that say what the replica is, not what its member sees.
    private static func isOfReplica(_ key: String) -> Bool { key == "sys/me" || key.hasPrefix("sys/scope/") }

    /// Pulls until the replica is complete.
    @discardableResult
    mutating func pullAll(rows: Int? = nil) async throws -> Int {
        var pages = 1
        while try await pull(rows: rows).hasMore == true { pages += 1 }
        return pages
    }

    func push(_ mutations: [ClientMutation]) async throws -> PushResponse {
        let answer = try await service.push(
            PushRequest(clientGroupID: group, mutations: mutations), as: .member(member))
        guard case .results(let response) = answer else { throw Problem(.gone, "refused") }
        return response
    }
}

extension ClientMutation {
    static func put(_ id: Int64, _ note: String, _ body: String = "text", scope: String = "pub", client: String = "c1")
        -> ClientMutation
    {
        ClientMutation(
            clientID: client, id: id, name: "note.put",
            args: ["id": .string(note), "body": .string(body), "scope": .string(scope)])
    }

    static func fail(_ id: Int64, _ kind: Problem.Kind, _ code: String, client: String = "c1") -> ClientMutation {
        ClientMutation(
            clientID: client, id: id, name: "note.fail", args: ["kind": .string(kind.rawValue), "code": .string(code)])
    }

    static func count(_ id: Int64, _ key: String, client: String = "c1") -> ClientMutation {
        ClientMutation(clientID: client, id: id, name: "note.count", args: ["key": .string(key)])
    }
}
