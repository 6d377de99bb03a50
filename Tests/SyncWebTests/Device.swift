import Foundation
import TestSupport
import Testing

/// A device that talks to the program as one of ours would: over the router, in JSON.
struct Device {
    let app: TestApp
    let viewer: Viewer
    var group: String
    var client: String
    private(set) var cookie: Any = NSNull()
    /// Values by key, as they came.
    private(set) var rows: [String: [String: Any]] = [:]
    private var lastID = 0

    init(_ app: TestApp, _ viewer: Viewer, name: String) {
        self.app = app
        self.viewer = viewer
        group = "group-\(name)"
        client = "client-\(name)"
    }

    /// Pulls until all is there.
    mutating func pull() async throws {
        for _ in 0..<50 {
            let answer = try await Self.send(app, "pull", pullRequest(), as: viewer)
            #expect(answer.status == 200, "\(answer.text)")
            let page = try answer.json()
            for operation in page["patch"] as? [[String: Any]] ?? [] { apply(operation) }
            cookie = page["cookie"] ?? NSNull()
            if page["hasMore"] as? Bool != true { return }
        }
        Issue.record("a pull without end")
    }

    private mutating func apply(_ operation: [String: Any]) {
        let key = operation["key"] as? String ?? ""
        switch operation["op"] as? String {
        case "clear": rows = [:]
        case "put": rows[key] = operation["value"] as? [String: Any]
        case "del": rows[key] = nil
        default: Issue.record("an operation that is none: \(operation)")
        }
    }

    func pullRequest() -> [String: Any] { ["pullVersion": 1, "clientGroupID": group, "cookie": cookie] }

    /// A push of mutations that are numbered on.
    mutating func pushRequest(_ mutations: [(name: String, args: [String: Any])]) -> [String: Any] {
        let numbered = mutations.map { mutation -> [String: Any] in
            lastID += 1
            return ["clientID": client, "id": lastID, "name": mutation.name, "args": mutation.args, "timestamp": 1]
        }
        return ["pushVersion": 1, "clientGroupID": group, "mutations": numbered]
    }

    /// - Returns: what became of each: `applied`, `duplicate`, or the code of a rejection.
    mutating func push(_ mutations: (name: String, args: [String: Any])...) async throws -> [String] {
        Self.outcomes(try await Self.send(app, "push", pushRequest(mutations), as: viewer))
    }

    static func outcomes(_ answer: Answer) -> [String] {
        let results = (try? answer.json())?["results"] as? [[String: Any]] ?? []
        return results.map { ($0["code"] ?? $0["status"]) as? String ?? "?" }
    }

    /// Follows scopes.
    mutating func follow(_ scopes: String...) async throws -> [String] {
        let request = pushRequest(scopes.map { ("scope.set", ["scope": $0, "on": true]) })
        return Self.outcomes(try await Self.send(app, "push", request, as: viewer))
    }

    /// Ids of the rows of an entity.
    func ids(_ entity: String) -> Set<String> {
        Set(rows.keys.filter { $0.hasPrefix(entity + "/") }.map { String($0.dropFirst(entity.count + 1)) })
    }

    static func send(
        _ app: TestApp, _ endpoint: String, _ message: [String: Any], as viewer: Viewer, headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = try JSONSerialization.data(withJSONObject: message, options: .sortedKeys)
        let type = ["Content-Type": "application/json"]
        return try await app.send(
            .post, "/sync/v1/\(endpoint)", as: viewer, headers: type.merging(headers) { $1 }, body: Array(body))
    }
}

/// Whether two pieces of JSON say the same.
func same(_ a: Any?, _ b: Any?) -> Bool {
    guard let a, let b else { return false }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
    let texts = [a, b].map { try? JSONSerialization.data(withJSONObject: $0, options: options) }
    return texts[0] != nil && texts[0] == texts[1]
}

/// Ids that a client made: `id(7)`.
func id(_ number: Int) -> String { "0199f4b0-0000-7000-8000-" + String("000000000000\(number)".suffix(12)) }

extension Viewer {
    static func with(_ headers: [String: String]) -> Viewer {
        var viewer = Viewer.nobody
        viewer.headers = headers
        return viewer
    }
}
