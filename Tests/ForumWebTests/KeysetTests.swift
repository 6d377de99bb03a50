import Core
import Forum
import TestSupport
import Testing

@Suite("Lists of threads: pages that stay where they are while new threads arrive")
struct KeysetTests {
    @Test(arguments: ThreadList.allCases.filter { $0 != .waiting })
    func everyThreadIsOnOnePageOfTheAPI(list: ThreadList) async throws {
        try await TestApp.run { app in
            let (category, member, expected) = try await Self.threads(23, in: app)
            var seen: [String] = []
            var query = "list=\(list.rawValue)&limit=5"
            repeat {
                let answer = try await app.get("/api/v1/threads?\(query)")
                #expect(answer.status == 200)
                seen += try answer.items().compactMap { $0["title"] as? String }
                _ = try await app.question("Arrived after page \(seen.count)", in: category, by: member, tags: ["visa"])
                guard let next = try answer.json()["next"] as? String else { break }
                query = "list=\(list.rawValue)&limit=5&after=\(next)"
            } while seen.count < 100
            #expect(seen.count == Set(seen).count, "twice: \(seen)")
            #expect(seen == expected.reversed())
        }
    }

    @Test(arguments: [
        "/threads?list=new", "/categories/germany?list=new", "/tags/visa", "/threads?list=active", "/threads",
    ])
    func everyThreadIsOnOnePage(path: String) async throws {
        try await TestApp.run { app in
            let (category, member, expected) = try await Self.threads(65, in: app)
            var seen: [String] = []
            var sizes: [Int] = []
            var next: String? = path
            while let page = next, sizes.count < 10 {
                let answer = try await app.get(page)
                #expect(answer.status == 200)
                seen += answer.titles
                sizes.append(answer.titles.count)
                _ = try await app.question("Arrived after page \(seen.count)", in: category, by: member, tags: ["visa"])
                next = answer.next
            }
            #expect(sizes == [30, 30, 5])
            #expect(seen == expected.reversed())
        }
    }

    /// Threads of which several began in the same millisecond.
    private static func threads(
        _ count: Int, in app: TestApp
    ) async throws -> (category: CategoryID, member: TestMember, titles: [String]) {
        let category = try await app.category()
        let member = try await app.member("asker")
        var titles: [String] = []
        for number in 100..<100 + count {
            if number % 4 == 0 { app.clock.advance(.minutes(7)) }
            titles.append("Question number \(number)")
            _ = try await app.question("Question number \(number)", in: category, by: member, tags: ["visa"])
        }
        app.clock.advance(.minutes(1))
        return (category, member, titles)
    }
}
