import Foundation

/// A device that talks to the program as one of ours would: over the router, in JSON.
package struct Device {
    package let app: TestApp
    package let viewer: Viewer
    package var group: String
    package var client: String
    package private(set) var cookie: Any = NSNull()
    /// Values by key, as they came.
    package private(set) var rows: [String: [String: Any]] = [:]
    private var lastID = 0

    package init(_ app: TestApp, _ viewer: Viewer, name: String) {
        self.app = app
        self.viewer = viewer
        group = "group-\(name)"
        client = "client-\(name)"
    }

    package init(_ app: TestApp, _ member: TestMember) {
        self.init(app, member.program, name: member.id.text)
    }

    /// What the program should not have answered.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// Pulls until all is there.
    /// - Throws: `Fault` for an answer that is no page, or pages without end.
    package mutating func pull() async throws {
        for _ in 0..<50 {
            let answer = try await Self.send(app, "pull", pullRequest(), as: viewer)
            guard answer.status == 200 else { throw Fault(description: "\(answer.status) \(answer.text)") }
            let page = try answer.json()
            for operation in page["patch"] as? [[String: Any]] ?? [] { try apply(operation) }
            cookie = page["cookie"] ?? NSNull()
            if page["hasMore"] as? Bool != true { return }
        }
        throw Fault(description: "a pull without end")
    }

    private mutating func apply(_ operation: [String: Any]) throws {
        let key = operation["key"] as? String ?? ""
        switch operation["op"] as? String {
        case "clear": rows = [:]
        case "put": rows[key] = operation["value"] as? [String: Any]
        case "del": rows[key] = nil
        default: throw Fault(description: "an operation that is none: \(operation)")
        }
    }

    package func pullRequest() -> [String: Any] { ["pullVersion": 1, "clientGroupID": group, "cookie": cookie] }

    /// A push of mutations that are numbered on.
    package mutating func pushRequest(_ mutations: [(name: String, args: [String: Any])]) -> [String: Any] {
        let numbered = mutations.map { mutation -> [String: Any] in
            lastID += 1
            return ["clientID": client, "id": lastID, "name": mutation.name, "args": mutation.args, "timestamp": 1]
        }
        return ["pushVersion": 1, "clientGroupID": group, "mutations": numbered]
    }

    /// - Returns: what became of each: `applied`, `duplicate`, or the code of a rejection.
    package mutating func push(_ mutations: (name: String, args: [String: Any])...) async throws -> [String] {
        Self.outcomes(try await Self.send(app, "push", pushRequest(mutations), as: viewer))
    }

    /// - Returns: `applied`, or the code of the rejection.
    package mutating func push(_ name: String, _ arguments: [String: Any]) async throws -> String {
        try await push((name, arguments)).first ?? "no result"
    }

    package static func outcomes(_ answer: Answer) -> [String] {
        let results = (try? answer.json())?["results"] as? [[String: Any]] ?? []
        return results.map { ($0["code"] ?? $0["status"]) as? String ?? "?" }
    }

    /// Follows scopes.
    @discardableResult
    package mutating func follow(_ scopes: String...) async throws -> [String] {
        let request = pushRequest(scopes.map { ("scope.set", ["scope": $0, "on": true]) })
        return Self.outcomes(try await Self.send(app, "push", request, as: viewer))
    }

    /// Ids of the rows of an entity.
    package func ids(_ entity: String) -> Set<String> {
        Set(rows.keys.filter { $0.hasPrefix(entity + "/") }.map { String($0.dropFirst(entity.count + 1)) })
    }

    package func count(_ entity: String) -> Int { ids(entity).count }

    package func value(_ key: String) -> [String: Any]? { rows[key] }

    package static func send(
        _ app: TestApp, _ endpoint: String, _ message: [String: Any], as viewer: Viewer, headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = try JSONSerialization.data(withJSONObject: message, options: .sortedKeys)
        let type = ["Content-Type": "application/json"]
        return try await app.send(
            .post, "/sync/v1/\(endpoint)", as: viewer, headers: type.merging(headers) { $1 }, body: Array(body))
    }
}
