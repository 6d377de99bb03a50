import Core
import Forum
import Storage
import TestSupport
import Testing

@Suite("What a replica may follow")
struct ScopeTests {
    @Test func scopesOfOthersAndOfStaffAreNotFound() async throws {
        try await TestApp.run { app in
            let staffRoom = try await app.category("staff-room", audience: .staff)
            let open = try await app.category()
            let member = try await app.member("member")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let secret = try await app.question("The secret of the staff", in: staffRoom, by: moderator)
            let held = try await app.question("A question that is held", in: open, by: moderator)
            try await app.setState(.held, ofThread: held.id)
            let scopes = [
                "t:\(secret.id)", "t:\(held.id)", "t:\(id(7))", "t:", "t", "u:\(moderator.id)", "mod",
                "group:group-hers",
                "k:\(staffRoom)", "k:\(staffRoom):2026-W47", "k:\(open):2026-47", "k:\(id(7))", "c:\(id(7))", "*",
                "j:XX", "j:de", "j:",
            ]
            var his = Device(app, member.program, name: "his")
            for scope in scopes {
                #expect(try await his.follow(scope) == ["not_found"], "\(scope)")
            }
            #expect(try await his.follow("pub", "u:\(member.id)") == ["invalid", "invalid"])
            try await his.pull()
            #expect(his.ids("thread").isEmpty && his.ids("post").isEmpty)
            #expect(his.ids("category") == [open.text])
            var hers = Device(app, moderator.program, name: "hers")
            #expect(try await hers.follow("t:\(secret.id)", "k:\(staffRoom)") == ["applied", "applied"])
            try await hers.pull()
            #expect(hers.ids("thread") == [secret.id.text, held.id.text])
            #expect(hers.ids("category") == [open.text, staffRoom.text])
        }
    }

    @Test func aCategoryBringsTheThreadsOfItsLastEightWeeksWithoutTheirPosts() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("member")
            var threads: [String] = []
            for week in 0..<10 {
                threads.append(try await app.question("A question of week \(week)", in: category, by: member).id.text)
                app.clock.advance(.days(7))
            }
            let renewed = try await app.member("another")
            var his = Device(app, renewed.program, name: "his")
            #expect(try await his.follow("k:\(category)") == ["applied"])
            try await his.pull()
            #expect(his.ids("thread") == Set(threads.suffix(7)))
            #expect(his.ids("post").isEmpty)
            #expect(his.ids("member") == [member.id.text])
        }
    }

    @Test func aThreadThatIsHiddenOrMovedToStaffLeavesTheReplica() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let reader = try await app.member("reader")
            let thread = try await app.question(in: category, by: asker)
            var device = Device(app, reader.program, name: "reader")
            _ = try await device.follow("t:\(thread.id)")
            try await device.pull()
            #expect(device.ids("thread") == [thread.id.text] && device.ids("post") == [thread.openingPostID.text])
            try await app.setState(.hidden, ofThread: thread.id)
            try await device.pull()
            #expect(device.ids("thread").isEmpty && device.ids("post").isEmpty)
            #expect(!device.rows.keys.contains("member/\(asker.id)"))
            try await app.setState(.published, ofThread: thread.id)
            try await device.pull()
            #expect(device.ids("post") == [thread.openingPostID.text])
        }
    }

    @Test func aModeratorWhoIsOneNoLongerLosesTheRowsOfStaff() async throws {
        try await TestApp.run { app in
            let staffRoom = try await app.category("staff-room", audience: .staff)
            let moderator = try await app.member("moderator", roles: [.moderator])
            let secret = try await app.question("The secret of the staff", in: staffRoom, by: moderator)
            var device = Device(app, moderator.program, name: "hers")
            _ = try await device.follow("t:\(secret.id)")
            try await device.pull()
            #expect(device.ids("category") == [staffRoom.text] && !device.ids("post").isEmpty)
            try await app.change("DELETE FROM account_role WHERE account_id = \(moderator.id) AND role = 'moderator'")
            try await device.pull()
            #expect(device.ids("category").isEmpty && device.ids("thread").isEmpty && device.ids("post").isEmpty)
        }
    }
}

@Suite("A whole pull holds what Visibility shows on pages")
struct VisibilityOfRowsTests {
    @Test(arguments: [21, 22, 23, 24, 25, 26] as [UInt64])
    func rowsAreExactlyWhatTheMemberSeesInTheAPI(seed: UInt64) async throws {
        try await TestApp.run { app in
            var numbers = Seeded(seed)
            let categories = [try await app.category(), try await app.category("staff-room", audience: .staff)]
            var members: [TestMember] = []
            for (name, roles) in [("one", []), ("two", [.mentor]), ("three", [.moderator]), ("four", [])]
                as [(String, Set<Role>)]
            {
                members.append(try await app.member(name, roles: roles))
            }
            let threads = try await Self.threads(in: categories, by: members, numbers: &numbers, app)
            for member in members {
                var device = Device(app, member.program, name: member.username)
                for thread in threads { _ = try await device.follow("t:\(thread)") }
                for category in categories { _ = try await device.follow("k:\(category)") }
                try await device.pull()
                let (seenThreads, seenPosts) = try await Self.seen(threads, by: member, app)
                #expect(device.ids("thread") == seenThreads, "seed \(seed), \(member.username)")
                #expect(device.ids("post") == seenPosts, "seed \(seed), \(member.username)")
                #expect(!seenThreads.isEmpty && !seenPosts.isEmpty, "seed \(seed)")
            }
        }
    }

    /// Threads with answers, of which some are held, hidden or deleted.
    private static func threads(
        in categories: [CategoryID], by members: [TestMember], numbers: inout Seeded, _ app: TestApp
    ) async throws -> [ThreadID] {
        var threads: [ThreadID] = []
        let states: [PostState] = [.published, .published, .published, .held, .hidden, .deleted]
        for number in 0..<10 {
            let isStaffs = numbers.below(4) == 0
            let author = isStaffs ? members[2] : numbers.pick(members)
            let thread = try await app.question(
                "Question number \(number)", in: categories[isStaffs ? 1 : 0], by: author)
            for _ in 0..<numbers.below(4) {
                let answer = try await app.answer(thread, by: isStaffs ? members[2] : numbers.pick(members))
                let state = numbers.pick(states)
                try await app.setState(state, ofPost: answer.id)
            }
            let state = numbers.pick(states)
            try await app.setState(state, ofThread: thread.id)
            threads.append(thread.id)
        }
        return threads
    }

    private static func seen(
        _ threads: [ThreadID], by member: TestMember, _ app: TestApp
    ) async throws -> (threads: Set<String>, posts: Set<String>) {
        var seenThreads: Set<String> = []
        var seenPosts: Set<String> = []
        for thread in threads {
            let answer = try await app.get("/api/v1/threads/\(thread)", as: member.program)
            guard answer.status == 200 else {
                #expect(answer.status == 404)
                continue
            }
            seenThreads.insert(thread.text)
            let posts = try await app.get("/api/v1/threads/\(thread)/posts?limit=100", as: member.program)
            seenPosts.formUnion(try posts.items().compactMap { $0["id"] as? String })
        }
        return (seenThreads, seenPosts)
    }
}
