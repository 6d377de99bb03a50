import Core
import Storage
import TestSupport
import Testing

@testable import Forum

extension TestApp {
    /// Titles and, for answers, bodies of what is found, the best first.
    func found(_ text: String, type: SearchType? = nil, as principal: Principal = .visitor) async throws -> [String] {
        let page = try await services.forum.search(SearchQuery(text), type: type, as: principal)
        return page.results.items.map { $0.post.isOpening ? $0.thread.title : $0.post.body }
    }

    func isFound(_ text: String, as principal: Principal = .visitor) async throws -> Bool {
        !(try await found(text, as: principal)).isEmpty
    }
}

@Suite("Search: who looks finds, in English and Urdu, and only what is theirs")
struct SearchTests {
    @Test func aQuestionIsFoundByTitleTagsAndTextAndAnAnswerByItsText() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let category = try await app.category("uk")
            let asked = try await app.question(
                "Skilled Worker visa: is H-1B history of use?", in: category, by: scene.asker,
                body: "My C++ and .NET years in Karachi count, they say.", tags: ["h-1b", "skilled-worker"])
            _ = try await app.answer(asked, by: scene.helper, body: "Zürich took my Go years. Ask the F# people.")
            for text in [
                "h1b", "H-1B", "C++", ".net", "karachi", "tag:h-1b", "skilled-worker", "kar", "\"worker visa\"",
            ] {
                #expect(try await app.found(text) == [asked.title], "\(text)")
            }
            for text in ["zurich", "go", "f#", "ZÜRICH", "took years"] {
                #expect(try await app.found(text) == ["Zürich took my Go years. Ask the F# people."], "\(text)")
            }
            for text in ["c#", "c", "f", "\"visa worker\"", "h-2b", "net"] {
                let loose = try await app.found(text)
                #expect(loose.isEmpty, "\(text)")
            }
        }
    }

    @Test func urduIsFoundHoweverItIsSpelled() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let asked = try await app.question(
                "جرمنی کے بلیو کارڈ کے لیے ڈگری کی تصدیق کہاں سے کرائیں؟", in: scene.thread.category.id,
                by: scene.asker,
                body: "میں نے لاہور سے کمپیوٹر سائنس میں بی ایس کیا ہے اور برلن کی ایک کمپنی سے پیشکش ملی ہے۔")
            for text in [
                "بلیو کارڈ", "بليو كارڈ", "جرمني", "تصدیق کہاں", "ڈِگری", "لاهور", "کمپیوٹر سائن", "پیشکـش",
                "\"برلن کی ایک\"",
                "جرمنی میں ڈگری", "ﻻہور",
            ] { #expect(try await app.found(text) == [asked.title], "\(text)") }
            #expect(try await app.found("کینیڈا").isEmpty)
        }
    }

    @Test func titlesCountMoreThanTagsAndTagsMoreThanText() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let category = scene.thread.category.id
            let filling = "and some more words about how it all went for me in the end"
            let text = try await app.question(
                "Where does one live cheaply?", in: category, by: scene.asker, body: "In Leipzig, \(filling).")
            let tagged = try await app.question(
                "Which city would you choose?", in: category, by: scene.asker, body: "Tell me \(filling).",
                tags: ["leipzig"])
            let titled = try await app.question(
                "Leipzig, or is it too small?", in: category, by: scene.asker, body: "Tell me \(filling).")
            #expect(try await app.found("leipzig") == [titled.title, tagged.title, text.title])
        }
    }

    @Test func amongEqualsTheNewestComesFirst() async throws {
        try await Scene.play { scene in
            let app = scene.app
            var bodies: [String] = []
            for number in 1...5 {
                app.clock.advance(.minutes(1))
                bodies.append("The word sponsorship, said number \(number).")
                _ = try await app.answer(scene.thread, by: scene.helper, body: bodies[number - 1])
            }
            #expect(try await app.found("sponsorship") == bodies.reversed())
        }
    }

    @Test func operatorsNarrowAndWorkAlone() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let uk = try await app.category("uk")
            app.clock.advance(.minutes(1))
            let guide = try await app.question(
                "All about the degree in the UK", in: uk, by: scene.helper, kind: "guide", tags: ["degree"])
            let answer = try await app.answer(scene.thread, by: scene.helper, body: "A degree is enough, they said.")
            _ = try await app.services.forum.accept(answer.id, in: scene.thread.id, as: scene.asker.principal)
            let asked = scene.thread.title
            #expect(try await app.found("degree is:solved") == [asked, answer.body])
            #expect(try await app.found("is:solved") == [asked])
            #expect(try await app.found("degree category:uk") == [guide.title])
            #expect(try await app.found("kind:guide") == [guide.title])
            #expect(try await app.found("category:germany") == [asked])
            let helpers = Set(try await app.found("author:HELPER"))
            #expect(helpers == [guide.title, answer.body])
            #expect(try await app.found("degree author:me", as: scene.asker.principal) == [asked])
            #expect(try await app.found("author:me").isEmpty)
            #expect(try await app.found("degree", type: .post) == [answer.body])
            let threads = Set(try await app.found("degree", type: .thread))
            #expect(threads == [asked, guide.title])
            #expect(try await app.found("tag:degree kind:guide category:uk author:helper") == [guide.title])
            for text in ["author:nobody-here", "tag:nothing degree", "category:mars degree", "kind:guide is:solved"] {
                #expect(try await app.found(text).isEmpty, "\(text)")
            }
        }
    }

    @Test func whereNothingHasAllWordsSomeAreSaidToBeEnough() async throws {
        try await Scene.play { scene in
            let query = SearchQuery("degree papers zebra")
            let page = try await scene.forum.search(query, as: .visitor)
            let found = page.results.items.map(\.thread.id)
            #expect(page.isLoose && found == [scene.thread.id])
            let none = try await scene.forum.search(SearchQuery("zebra"), as: .visitor)
            #expect(!none.isLoose && none.results.items.isEmpty)
        }
    }

    @Test func heldHiddenAndDeletedPostsAreFoundByTheirOwnersAndStaffAlone() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let moderator = try await app.member("moderator", roles: [.moderator])
            let answer = try await app.answer(scene.thread, by: scene.helper, body: "The walrus said so, all of it.")
            for (state, seen) in [
                (PostState.held, [false, false, true, true]), (.published, [true, true, true, true]),
                (.hidden, [false, false, true, true]), (.deleted, [false, false, false, false]),
            ] {
                try await app.setState(state, ofPost: answer.id)
                let viewers = [.visitor, scene.asker.principal, scene.helper.principal, moderator.principal]
                for (viewer, expected) in zip(viewers, seen) {
                    #expect(try await app.isFound("walrus", as: viewer) == expected, "\(state)")
                    #expect(try await app.isFound("author:helper", as: viewer) == expected, "\(state)")
                }
            }
        }
    }

    @Test func staffsOwnRoomIsFoundByStaffAlone() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let room = try await app.category("staff-room", audience: .staff)
            let moderator = try await app.member("moderator", roles: [.moderator])
            let thread = try await app.question(
                "The walrus and the carpenter", in: room, by: moderator, tags: ["walrus"])
            for text in ["walrus", "tag:walrus", "category:staff-room", "author:moderator"] {
                #expect(try await app.found(text, as: moderator.principal) == [thread.title], "\(text)")
                #expect(try await app.found(text, as: scene.asker.principal).isEmpty, "\(text)")
                #expect(try await app.found(text).isEmpty, "\(text)")
            }
            let similar = try await scene.forum.similarThreads(to: "Walrus and carpenter", as: scene.asker.principal)
            #expect(similar.isEmpty)
            let seen = try await scene.forum.similarThreads(to: "Walrus and carpenter", as: moderator.principal)
            let ids = seen.map(\.id)
            #expect(ids == [thread.id])
        }
    }

    @Test func pagesGoOnWithoutGapsAlsoWhileOthersWrite() async throws {
        try await Scene.play { scene in
            let app = scene.app
            for number in 1...45 {
                app.clock.advance(.minutes(1))
                _ = try await app.answer(
                    scene.thread, by: scene.helper, body: "Number \(number) of the sponsorship letters I have seen.")
            }
            var seen: [PostID] = []
            var cursor: PageCursor?
            var pages = 0
            repeat {
                let page = try await scene.forum.search(
                    SearchQuery("sponsorship"), after: cursor, limit: 10, as: .visitor)
                seen += page.results.items.map(\.post.id)
                cursor = page.results.next
                pages += 1
                // Longer posts change what every post is worth.
                _ = try await app.answer(
                    scene.thread, by: scene.helper, body: "Quite another matter, of no use to anybody who looks here.")
            } while cursor != nil && pages < 20
            let counts = [pages, seen.count, Set(seen).count]
            #expect(counts == [5, 45, 45])
        }
    }

    @Test func whatWasFoundIsMarkedAndTheExcerptShowsIt() async throws {
        try await Scene.play { scene in
            let filling = String(repeating: "filling words that say nothing at all ", count: 12)
            _ = try await scene.app.answer(
                scene.thread, by: scene.helper,
                body: "\(filling) then the **Zürich** office <b>asked</b> for `C++` & papers. \(filling)")
            let page = try await scene.forum.search(SearchQuery("zurich c++ pap"), as: .visitor)
            let result = try #require(page.results.items.first)
            let marked = result.excerpt.filter(\.isFound).map(\.text)
            #expect(marked == ["Zürich", "C++", "papers"])
            let text = result.excerpt.map(\.text).joined()
            #expect(text.hasPrefix("… ") && text.hasSuffix(" …") && text.count < 300)
            #expect(text.contains("then the Zürich office <b>asked</b> for C++ & papers."))
            let titled = result.title.filter(\.isFound).map(\.text)
            let title = result.title.map(\.text).joined()
            #expect(titled == ["papers"] && title == scene.thread.title)
        }
    }
}
