import Accounts
import App
import Core
import Forum
import Foundation
import Mail
import Storage
import TestSupport
import Testing

@Suite("The machine's clock leaps: nothing is lost, doubled or destroyed too early")
struct ClockTests {
    private static let hour = Span.hours(1)
    private static let year = Span.days(365)

    /// What the watch says, told what the clock shows after so many seconds.
    private static func beliefs(_ moments: [(seconds: Int64, clock: Span)]) -> [Bool] {
        let (start, instant) = (TestApp.start, ContinuousClock.now)
        var watch = ClockWatch(start, at: instant)
        return moments.map { watch.believes(start.advanced(by: $0.clock), at: instant + .seconds($0.seconds)) }
    }

    @Test func cleaningWaitsWhileTheClockIsAheadOfTime() {
        let day: Int64 = 24 * 3600
        #expect(
            Self.beliefs([(3600, .hours(1)), (7200, .seconds(7195)), (10_800, .seconds(10_900))]) == [true, true, true])
        // Back: nothing is due too early. Ahead and back again: as if nothing had been.
        #expect(Self.beliefs([(3600, .hours(0)), (7200, .hours(1))]) == [true, true])
        #expect(Self.beliefs([(3600, .days(365)), (7200, .hours(2))]) == [false, true])
        // Ahead for good: believed after a day.
        let ahead = [1, 2, 23, 24].map { hour in (Int64(hour) * 3600, Span.hours(hour + 8760)) }
        #expect(Self.beliefs(ahead) == [false, false, false, false])
        #expect(Self.beliefs(ahead + [(day + 3600, .hours(25 + 8760))]).last == true)
        // In small steps that each could pass for a correction, within an hour each.
        #expect(Self.beliefs([(60, .minutes(9)), (3660, .minutes(69))]) == [true, true])
    }

    @Test(arguments: [-1, -24 * 365, 24 * 365] as [Int64])
    func listsAndReplicasGoOn(hours: Int64) async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            var device = Device(app, asker)
            try await device.follow("k:\(category)")
            var ids: [String] = []
            for number in 10..<22 {
                ids.append(try await app.question("Before the leap \(number)", in: category, by: asker).id.text)
            }
            try await device.pull()
            app.clock.advance(.hours(hours))
            // By a token that lives longer than the leap, or a new one.
            let later = hours > 0 ? try await app.member("later") : asker
            for number in 10..<22 {
                ids.append(try await app.question("After the leap \(number)", in: category, by: later).id.text)
            }
            #expect(Set(ids).count == ids.count)
            var seen: [String] = []
            var next: String? = ""
            while let after = next, seen.count < 100 {
                let page = try await app.get("/api/v1/threads?list=new&limit=5&after=\(after)")
                seen += try page.items().compactMap { $0["id"] as? String }
                next = try page.json()["next"] as? String
            }
            #expect(seen.count == ids.count && Set(seen) == Set(ids))
            // A category is followed by the months around today.
            let followed = Set(hours == -1 ? ids[...] : ids.suffix(12))
            try await app.services.sync.expire()
            if hours < 0 {
                try await device.pull()
                #expect(device.ids("thread") == followed)
            }
            var fresh = Device(app, later.program, name: "fresh")
            try await fresh.follow("k:\(category)")
            try await fresh.pull()
            #expect(fresh.ids("thread") == followed)
            let order = try await app.services.store.read { transaction in
                try transaction.rows("SELECT sequence FROM change_commit ORDER BY sequence") { $0.integer(0) }
            }
            #expect(order == order.sorted() && Set(order).count == order.count)
        }
    }

    @Test func anHourBackEndsNoSessionAndLocksNobodyOut() async throws {
        try await TestApp.run(limits: true) { app in
            let member = try await app.member("sana")
            app.clock.advance(-Self.hour)
            #expect(try await app.get("/settings/profile", as: member.browser).status == 200)
            #expect(try await app.get("/api/v1/me", as: member.program).status == 200)
            let category = try await app.category()
            _ = try await app.question(in: category, by: member)
            try await app.services.sessions.removeExpired()
            try await app.services.leaving.eraseDue()
            #expect(try await app.get("/settings/profile", as: member.browser).status == 200)
        }
    }

    @Test func aYearAheadEndsSessionsAndOneSignsInAgain() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            app.clock.advance(Self.year)
            #expect(try await app.get("/settings/profile", as: member.browser).status == 303)
            #expect(try await app.get("/api/v1/me", as: member.program).status == 401)
            let step = try await app.services.sessions.signIn(
                email: "sana@example.org", password: TestApp.password, userAgent: "test")
            guard case .signedIn(let secret) = step else { throw Problem(.forbidden, "code_needed") }
            let browser = Viewer(headers: ["Cookie": "karwan_session=\(secret.text)", "Sec-Fetch-Site": "same-origin"])
            app.clock.advance(-Self.year)
            #expect(try await app.get("/settings/profile", as: browser).status == 200)
        }
    }

    /// A letter that was put off while the clock was a year ahead does not wait for a year.
    @Test func lettersDoNotWaitForAWrongClock() async throws {
        try await TestApp.run { app in
            app.clock.advance(Self.year)
            let letter = Letter(to: "sana@example.org", subject: "Hello", body: "Hello", language: "en")
            let now = app.clock.clock.now
            try await app.services.store.write {
                try Outbox.add(letter, id: app.services.ids.next(at: now), at: now, in: $0)
            }
            app.clock.advance(-Self.year)
            try await app.services.mail.deliverDue()
            #expect(try await app.count("SELECT count(*) FROM mail_message") == 0)
        }
    }
}
