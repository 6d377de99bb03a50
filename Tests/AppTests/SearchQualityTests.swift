import Core
import Forum
import Foundation
import TestSupport
import Testing

@testable import App

@Suite("What people type into the search finds what they mean, in English and Urdu")
struct SearchQualityTests {
    /// What somebody types, and the title of the thread of the demonstration community that answers it.
    private struct Question: Decodable {
        let query: String
        let thread: String
    }

    /// `search-queries.json` was written from the titles' subjects, in the words of people, before any was tried.
    @Test func ofAHundredQueriesNinetyFiveHaveTheRightThreadAmongTheFirstThree() async throws {
        let file = try Project.text("Tests/AppTests/search-queries.json")
        let questions = try JSONDecoder().decode([Question].self, from: Data(file.utf8))
        #expect(questions.count == 100 && Set(questions.map(\.query)).count == 100)
        try await TestApp.run { app in
            try await DemoTests.load(app)
            var missed: [String] = []
            for question in questions {
                let found = try await Self.threads(question.query, in: app)
                if !found.prefix(3).contains(question.thread) {
                    missed.append("\(question.query): \(question.thread.prefix(40)) not among \(found.prefix(3))")
                }
            }
            print("search: \(questions.count - missed.count) of \(questions.count) queries answered")
            for miss in missed { print("search: \(miss)") }
            #expect(missed.count <= 5, "\(missed.joined(separator: "\n"))")
        }
    }

    /// `SEARCHES` makes it longer (`make long`).
    @Test func whateverIsTypedIsNoError() async throws {
        let random = Seeded()
        let count = ProcessInfo.processInfo.environment["SEARCHES"].flatMap(Int.init) ?? 1_000
        try await TestApp.run { app in
            var random = random
            try await DemoTests.load(app)
            for number in 0..<count {
                let text = Self.anything(&random)
                do {
                    _ = try await Self.threads(text, in: app)
                } catch {
                    Issue.record("\(text.debugDescription): \(error) \(random)")
                }
                guard number.isMultiple(of: 50) else { continue }
                let typed = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                for path in ["/search?q=\(typed)", "/api/v1/search?q=\(typed)"] {
                    let answer = try await app.get(path)
                    #expect(answer.status == 200, "\(text.debugDescription) \(random)")
                }
            }
        }
    }

    /// Titles of the threads whose posts are found, the best first, each once.
    private static func threads(_ text: String, in app: TestApp) async throws -> [String] {
        let page = try await app.services.forum.search(SearchQuery(text), as: .visitor)
        var titles: [String] = []
        for result in page.results.items where !titles.contains(result.thread.title) {
            titles.append(result.thread.title)
        }
        return titles
    }

    private static let pieces = [
        "visa", "blue card", "C++", ".NET", "H-1B", "ویزا", "جرمنی", "ڈِگری", "tag:", "tag:blue-card", "kind:question",
        "kind:", "is:solved", "is:", "author:me", "author:@", "country:germany", "category:", "\"", "“", "«", "(", ")",
        "*", "AND", "OR", "NOT", "NEAR(", "^", "-", "+", ":", "title:", "{", "}", "'", ";", "--", "%", "_", "\\", "|",
        "&", "!", "<->", ":*", "\u{0}", "\u{202E}", "\u{FEFF}", "🇵🇰", "e\u{301}", "\u{64B}", "\u{640}", "７", "ﷺ", " ",
    ]

    /// What people, cats and attackers type.
    private static func anything(_ random: inout Seeded) -> String {
        (0..<random.below(9)).map { _ -> String in
            switch random.below(4) {
            case 0: random.text(upTo: 12, from: [0x0...0x7F, 0x600...0x6FF, 0xFB50...0xFDFF, 0x1F300...0x1F6FF])
            case 1: String(decoding: random.spoilt(random.pick(pieces)), as: UTF8.self)
            default: random.pick(pieces)
            }
        }.joined(separator: random.below(3) == 0 ? "" : " ")
    }
}
