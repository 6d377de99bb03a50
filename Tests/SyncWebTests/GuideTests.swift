import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

/// The exchanges that `/help/sync` shows are sent in their order, and answered as it says.
@Suite("The guide for those who write clients")
struct GuideTests {
    private struct Guide: Decodable {
        struct Chapter: Decodable { let exchanges: [Exchange] }

        struct Exchange: Decodable {
            let title: String
            let method: String
            let path: String
            let status: Int
            let `as`: String?
            let before: String?
            let headers: [String: String]?
            let stream: String?
        }

        let sections: [Chapter]
    }

    private static var file: Data {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            return try Data(contentsOf: root.appending(path: "Sources/App/Data/sync-guide.json"))
        }
    }

    /// The same exchanges as they stand in the file, with requests and answers of any shape.
    private static var bodies: [[String: Any]] {
        get throws {
            let guide = try JSONSerialization.jsonObject(with: try file) as? [String: Any]
            let chapters = guide?["sections"] as? [[String: Any]] ?? []
            return chapters.flatMap { $0["exchanges"] as? [[String: Any]] ?? [] }
        }
    }

    @Test func eachExchangeIsAnsweredAsItSays() async throws {
        try await TestApp.run { app in
            var pattern = try await Self.scene(app)
            let exchanges = try JSONDecoder().decode(Guide.self, from: try Self.file).sections.flatMap(\.exchanges)
            let bodies = try Self.bodies
            #expect(exchanges.count == bodies.count && exchanges.count > 20)
            for (exchange, body) in zip(exchanges, bodies) {
                if exchange.before == "restore" { try await Self.restore(app) }
                let answer = try await Self.send(exchange, body["request"], pattern, app)
                #expect(answer.status == exchange.status, "\(exchange.title): \(answer.text)")
                if let stream = exchange.stream {
                    #expect(pattern.isMet(stream, by: answer.text), "\(exchange.title): \(answer.text)")
                } else if !answer.bytes.isEmpty {
                    let said = try JSONSerialization.jsonObject(with: Data(answer.bytes))
                    let differences = pattern.differences(body["response"] ?? "nothing", said, at: "")
                    #expect(differences == [], "\(exchange.title): \(answer.text)")
                }
            }
        }
    }

    private static func scene(_ app: TestApp) async throws -> Pattern {
        let asker = try await app.member("asker")
        let helper = try await app.member("helper")
        let category = try await app.category()
        let thread = try await app.question(in: category, by: asker)
        let answer = try await app.answer(thread, by: helper)
        return Pattern(known: [
            "…asker": asker.id.text, "…helper": helper.id.text, "…germany": category.text, "…thread": thread.id.text,
            "…question": thread.openingPostID.text, "…answer": answer.id.text,
        ])
    }

    private static func send(
        _ exchange: Guide.Exchange, _ request: Any?, _ pattern: Pattern, _ app: TestApp
    ) async throws -> Answer {
        var headers = exchange.headers ?? [:]
        if exchange.as != "nobody" { headers["Authorization"] = "Bearer \(pattern.known["…token"] ?? "")" }
        let body = try request.map { try JSONSerialization.data(withJSONObject: pattern.filled($0)) }
        if body != nil { headers["Content-Type"] = "application/json" }
        return try await app.send(
            .init(exchange.method) ?? .get, exchange.path, headers: headers, body: body.map { Array($0) })
    }

    /// What a backup knew that was made when the first mutation had come.
    private static func restore(_ app: TestApp) async throws {
        try await app.change("UPDATE change_counter SET epoch = 'restored'")
        try await app.change("DELETE FROM mutation_outcome WHERE mutation_id > 1")
        try await app.change("UPDATE sync_client SET last_mutation_id = 1")
    }
}

/// JSON in which `…name` stands for a text that is the same wherever it stands, and `…` alone for anything more.
private struct Pattern {
    var known: [String: String]

    private static var token: Regex<Substring> { /…[A-Za-z0-9 ]*/ }

    /// The value with what is known put in.
    func filled(_ value: Any) -> Any {
        switch value {
        case let text as String:
            text.replacing(Self.token) { known[String($0.output)] ?? String($0.output) }
        case let list as [Any]: list.map(filled)
        case let object as [String: Any]: object.mapValues(filled)
        default: value
        }
    }

    /// Whether a text has the pattern's shape; each `…` stands for a number.
    func isMet(_ pattern: String, by text: String) -> Bool {
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false).map {
            NSRegularExpression.escapedPattern(for: String($0))
        }
        return text.range(of: "^" + parts.joined(separator: "[0-9]+") + "$", options: .regularExpression) != nil
    }

    /// Where the actual value is not what is expected; what has a name is learned.
    mutating func differences(_ expected: Any, _ actual: Any?, at path: String) -> [String] {
        switch (expected, actual) {
        case (let text as String, let actual?): return match(text, "\(actual)") ? [] : ["\(path): \(actual)"]
        case (let list as [Any], let actual as [Any]): return differences(list, actual, at: path)
        case (let object as [String: Any], let actual as [String: Any]):
            var found: [String] = []
            for (name, value) in object.sorted(by: { $0.key < $1.key }) where name != "…" {
                found += differences(value, actual[name], at: "\(path)/\(name)")
            }
            if object["…"] == nil { found += Set(actual.keys).subtracting(object.keys).map { "\(path)/\($0): more" } }
            return found
        // Numbers of commits depend on what else was written.
        case (is NSNumber, is NSNumber?) where path.hasSuffix("/ver") || path.hasSuffix("/seq"): return []
        default: return same(expected, actual) ? [] : ["\(path): \(actual ?? "nothing")"]
        }
    }

    private mutating func differences(_ expected: [Any], _ actual: [Any], at path: String) -> [String] {
        let wanted = expected.filter { $0 as? String != "…" }
        guard wanted.count < expected.count else {
            guard expected.count == actual.count else { return ["\(path): \(actual.count) items"] }
            return zip(expected, actual).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, at: "\(path)/\(index)")
            }
        }
        var found: [String] = []
        for (index, item) in wanted.enumerated() {
            var best: Pattern?
            for candidate in actual where best == nil {
                var attempt = self
                if attempt.differences(item, candidate, at: path).isEmpty { best = attempt }
            }
            if let best { self = best } else { found.append("\(path)/\(index): nowhere") }
        }
        return found
    }

    private mutating func match(_ expected: String, _ actual: String) -> Bool {
        guard let name = expected.firstMatch(of: Self.token).map({ String($0.output) }), known[name] == nil else {
            return (filled(expected) as? String) == actual
        }
        let parts = (filled(expected) as? String ?? "").components(separatedBy: name)
        guard parts.count == 2, actual.hasPrefix(parts[0]), actual.hasSuffix(parts[1]) else { return false }
        known[name] = String(actual.dropFirst(parts[0].count).dropLast(parts[1].count))
        return true
    }
}
