import Core
import Forum
import TestSupport
import Testing

@Suite("Lists of threads: what is not there")
struct MissingListTests {
    @Test(arguments: [
        "/categories/nowhere", "/tags/nowhere", "/api/v1/threads?category=nowhere", "/api/v1/threads?tag=no",
    ])
    func anUnknownCategoryOrTagIsNotFound(path: String) async throws {
        try await TestApp.run { app in
            _ = try await app.category()
            let answer = try await app.get(path)
            #expect(answer.status == 404)
            #expect(!answer.text.contains("germany"))
        }
    }

    @Test func aCategoryOfStaffIsNotFoundByOthersAndFoundByStaff() async throws {
        try await TestApp.run { app in
            let category = try await app.category("staff-room", audience: .staff)
            let member = try await app.member("member")
            let moderator = try await app.member("moderator", roles: [.moderator])
            _ = try await app.question("The secret of the staff", in: category, by: moderator)
            for path in ["/categories/staff-room", "/api/v1/threads?category=staff-room"] {
                #expect(try await app.get(path).status == 404)
                let viewer = path.hasPrefix("/api/") ? member.program : member.browser
                #expect(try await app.get(path, as: viewer).status == 404)
                let staff = path.hasPrefix("/api/") ? moderator.program : moderator.browser
                let seen = try await app.get(path, as: staff)
                #expect(seen.status == 200 && seen.text.contains("The secret of the staff"))
            }
            for path in ["/threads", "/", "/categories"] {
                let seen = try await app.get(path, as: member.browser)
                #expect(seen.status == 200)
                #expect(!seen.text.contains("The secret of the staff") && !seen.text.contains("staff-room"))
            }
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=-1", "limit=ten", "limit="])
    func aLimitOutOfRangeIsRefused(query: String) async throws {
        try await TestApp.run { app in
            for path in ["/api/v1/threads", "/api/v1/tags"] {
                let answer = try await app.get("\(path)?\(query)")
                #expect(answer.status == 422)
                #expect(try answer.errors() == ["#/limit out_of_range"])
            }
        }
    }

    @Test(arguments: ["after=x", "after=MQ", "after=%00", "after=eC55"])
    func aPlaceThatIsNoneIsRefused(query: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/api/v1/threads?\(query)")
            #expect(answer.status == 422)
            #expect(try answer.errors() == ["#/after bad_cursor"])
            #expect(try await app.get("/threads?\(query)").status == 422)
        }
    }

    @Test func anUnknownListIsRefusedByTheAPIAndHotOnPages() async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/api/v1/threads?list=best")
            #expect(answer.status == 422)
            #expect(try answer.errors() == ["#/list unknown_choice"])
            #expect(try await app.get("/threads?list=best").status == 200)
        }
    }
}

@Suite("Lists of threads: what each holds")
struct ListContentTests {
    @Test func questionsWaitFromTheSecondDayOnTheOldestFirst() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            let helper = try await app.member("helper")
            _ = try await app.question("The oldest question", in: category, by: member)
            let answered = try await app.question("An answered question", in: category, by: member)
            _ = try await app.question("A talk among friends", in: category, by: member, kind: "discussion")
            _ = try await app.answer(answered, by: helper)
            app.clock.advance(.hours(2))
            _ = try await app.question("The second question", in: category, by: member)
            app.clock.advance(.hours(24))
            _ = try await app.question("The newest question", in: category, by: member)
            for path in ["/threads?list=waiting", "/categories/germany?list=waiting"] {
                #expect(try await app.get(path).titles == ["The oldest question"])
            }
            app.clock.advance(Span(milliseconds: 1))
            let page = try await app.get("/threads?list=waiting")
            #expect(page.titles == ["The oldest question", "The second question"])
            #expect(page.text.contains("<span class=\"wait\">"))
            let items = try await app.get("/api/v1/threads?list=waiting").items()
            #expect(items.map { $0["title"] as? String } == ["The oldest question", "The second question"])
            let unanswered = try await app.get("/threads?list=unanswered").titles
            #expect(unanswered == ["The newest question", "The second question", "The oldest question"])
        }
    }

    @Test func anAnswerLiftsTheThreadOnTheActiveListAndAVoteOnTheHotOne() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            let helper = try await app.member("helper")
            let first = try await app.question("The first question", in: category, by: member)
            app.clock.advance(.minutes(1))
            _ = try await app.question("The second question", in: category, by: member)
            app.clock.advance(.minutes(1))
            #expect(try await app.get("/threads?list=active").titles.first == "The second question")
            _ = try await app.answer(first, by: helper)
            #expect(try await app.get("/threads?list=active").titles.first == "The first question")
            #expect(try await app.get("/threads").titles.first == "The second question")
            for name in ["one", "two"] {
                let voter = try await app.member(name)
                _ = try await app.services.forum.vote(1, on: first.openingPostID, as: voter.principal)
            }
            #expect(try await app.get("/threads").titles.first == "The first question")
        }
    }

    @Test func tagsLeadToTheirThreadsInAnyScript() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            _ = try await app.question("A question of degrees", in: category, by: member, tags: ["ڈگری", "c++"])
            _ = try await app.question("A question of homes", in: category, by: member, tags: ["homes"])
            let page = try await app.get("/categories")
            #expect(page.status == 200)
            for tag in ["%DA%88%DA%AF%D8%B1%DB%8C", "c%2B%2B", "homes"] {
                #expect(page.text.contains("href=\"/tags/\(tag)\""), "\(tag)")
            }
            let found = try await app.get("/tags/%DA%88%DA%AF%D8%B1%DB%8C")
            #expect(found.titles == ["A question of degrees"])
            #expect(found.text.contains("#ڈگری"))
            #expect(try await app.get("/tags/C%2B%2B").titles == ["A question of degrees"])
            let items = try await app.get("/api/v1/tags").items()
            #expect(Set(items.compactMap { $0["name"] as? String }) == ["ڈگری", "c++", "homes"])
        }
    }

    @Test func whatIsNewSinceTheLastVisitIsMarked() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            let thread = try await app.question(in: category, by: asker)
            let mark = ">1 new</a>"
            #expect(try await !(app.get("/threads", as: asker.browser)).text.contains(mark))
            app.clock.advance(.minutes(1))
            _ = try await app.answer(thread, by: helper)
            #expect(try await app.get("/threads", as: asker.browser).text.contains(mark))
            #expect(try await !(app.get("/threads", as: helper.browser)).text.contains(mark))
            #expect(try await !(app.get("/threads")).text.contains(mark))
            _ = try await app.follow("/threads/\(thread.id)", as: asker.browser)
            #expect(try await !(app.get("/threads", as: asker.browser)).text.contains(mark))
        }
    }

    @Test func anEmptyListSaysSo() async throws {
        try await TestApp.run { app in
            _ = try await app.category()
            for list in ThreadList.allCases {
                let page = try await app.get("/threads?list=\(list.rawValue)")
                #expect(page.status == 200 && page.titles.isEmpty)
                #expect(page.text.contains("<p class=\"empty\">"))
                #expect(!page.text.contains("threads_empty_"))
            }
            let answer = try await app.get("/api/v1/threads")
            #expect(answer.text == #"{"items":[],"next":null}"#)
        }
    }
}
