import Foundation
import TestSupport
import Testing

/// The replica of one device, as the protocol's answers make it.
struct Device {
    private let app: TestApp
    private let member: TestMember
    private var cookie: Any = NSNull()
    private var rows: [String: [String: Any]] = [:]
    private var lastID = 0

    init(_ app: TestApp, _ member: TestMember) {
        self.app = app
        self.member = member
    }

    func count(_ entity: String) -> Int { rows.keys.count { $0.hasPrefix("\(entity)/") } }

    func value(_ key: String) -> [String: Any]? { rows[key] }

    mutating func follow(_ scope: String) async throws {
        #expect(try await push("scope.set", ["scope": scope, "on": true]) == "applied")
    }

    /// - Returns: `applied`, or the code of the rejection.
    mutating func push(_ name: String, _ arguments: [String: Any]) async throws -> String {
        lastID += 1
        let mutation: [String: Any] = [
            "clientID": "c-\(member.id)", "id": lastID, "name": name, "args": arguments, "timestamp": 1,
        ]
        let answer = try await send("push", ["pushVersion": 1, "mutations": [mutation]])
        let result = (answer["results"] as? [[String: Any]])?.first
        return result?["code"] as? String ?? result?["status"] as? String ?? "no result"
    }

    mutating func pull() async throws {
        var hasMore = true
        while hasMore {
            let page = try await send("pull", ["pullVersion": 1, "cookie": cookie])
            for operation in page["patch"] as? [[String: Any]] ?? [] {
                let key = operation["key"] as? String ?? ""
                switch operation["op"] as? String {
                case "clear": rows = [:]
                case "put": rows[key] = operation["value"] as? [String: Any]
                default: rows[key] = nil
                }
            }
            cookie = page["cookie"] ?? NSNull()
            hasMore = page["hasMore"] as? Bool ?? false
        }
    }

    private func send(_ endpoint: String, _ message: [String: Any]) async throws -> [String: Any] {
        let whole = message.merging(["clientGroupID": "g-\(member.id)"]) { $1 }
        let body = String(decoding: try JSONSerialization.data(withJSONObject: whole), as: UTF8.self)
        let answer = try await app.api(.post, "/sync/v1/\(endpoint)", body, as: member.program)
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }
}
