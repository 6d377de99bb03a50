import Core
import Foundation
import Jobs
import Storage
import TestSupport
import Testing

@testable import Applications

@Suite("Applications")
struct ApplicationTests {
    @Test func aJobIsFollowedByAButtonOnItsPageOnce() async throws {
        try await Scene.play { scene in
            let job = try await scene.job()
            let browser = scene.member.browser
            let page = try await scene.app.get(job.path, as: browser)
            #expect(page.text.contains("Track my application"))
            #expect(try await !scene.app.get(job.path).text.contains("Track my application"))
            let made = try await scene.app.submit("/applications", ["jobId": job.id.text], as: browser)
            let path = try #require(made.header("Location"))
            #expect(made.status == 303 && path.hasPrefix("/applications/"))
            let again = try await scene.app.submit("/applications", ["jobId": job.id.text], as: browser)
            #expect(again.header("Location") == path)
            #expect(try await scene.app.count("SELECT count(*) FROM application") == 1)
            let shown = try await scene.app.get(path, as: browser)
            #expect(shown.text.contains("Backend developer") && shown.text.contains("Gleis GmbH"))
            #expect(shown.text.contains(job.path) && shown.text.contains("https://gleis.example/jobs/1"))
            let other = try await scene.app.api(
                .post, Scene.api, #"{"jobId": "\#(job.id)", "title": "My words"}"#, as: scene.other.program)
            let title = try other.json()["title"] as? String
            #expect(other.status == 201 && title == "My words")
        }
    }

    @Test func anyOtherIsWrittenDownByAFormAndSentTwiceItIsOne() async throws {
        try await Scene.play { scene in
            let browser = scene.member.browser
            let none = try await scene.app.get("/applications", as: browser)
            #expect(none.text.contains("You follow no application yet."))
            let fields: KeyValuePairs = [
                "formID": "application-new", "title": "Tester", "employerName": "Acme", "link": "http://acme.example/1",
                "stage": "applied", "stageOn": "2026-11-18", "nextStep": "Ask again", "nextOn": "2026-12-01",
                "notes": "Two rounds.",
            ]
            let first = try await scene.app.submit("/applications", fields, as: browser)
            let second = try await scene.app.submit("/applications", fields, as: browser)
            #expect(first.status == 303 && first.header("Location") == second.header("Location"))
            let page = try await scene.app.get(try #require(first.header("Location")), as: browser)
            for words in ["Tester", "Acme", "http://acme.example/1", "18 November 2026", "Ask again", "Two rounds."] {
                #expect(page.text.contains(words), "\(words)")
            }
            let list = try await scene.app.get("/applications", as: browser)
            #expect(list.text.contains("Applied") && list.text.contains("Reminder on 1 December 2026"))
        }
    }

    @Test func itMovesInAnyOrderAndItsHistoryGrows() async throws {
        try await Scene.play { scene in
            let id = try await scene.start()
            for (stage, day) in [
                ("offer", "2026-11-20"), ("interview", "2026-11-10"), ("rejected", "2026-11-21"),
                ("applied", "2026-11-21"),
            ] { #expect(try await scene.move(id, to: stage, on: day).status == 200) }
            // Said twice, it happened once.
            #expect(try await scene.move(id, to: "applied").status == 200)
            let shown = try await scene.shown(id)
            let moves = try #require(shown["moves"] as? [[String: Any]])
            #expect(
                moves.compactMap { $0["stage"] as? String } == [
                    "interested", "offer", "interview", "rejected", "applied",
                ])
            #expect(shown["stage"] as? String == "applied" && shown["stageOn"] as? String == "2026-11-21")
            let form = try await scene.app.submit(
                "/applications/\(id)/stage", ["stage": "withdrawn", "on": ""], as: scene.member.browser)
            #expect(form.status == 303)
            let page = try await scene.app.get("/applications/\(id)", as: scene.member.browser)
            #expect(page.text.contains("10 November 2026") && page.text.contains("Withdrawn"))
            #expect(try await scene.app.count("SELECT count(*) FROM application_move") == 6)
        }
    }

    @Test func theListHasThemByStageInPages() async throws {
        try await Scene.play { scene in
            for (number, stage) in ["offer", "interested", "applied", "interested", "withdrawn"].enumerated() {
                scene.app.clock.advance(.minutes(1))
                _ = try await scene.start(
                    #"{"employerName": "Acme", "title": "Job \#(number)", "stage": "\#(stage)"}"#)
            }
            var titles: [String] = []
            var next: String? = ""
            while let cursor = next {
                let page = try await scene.app.api(
                    .get, "\(Scene.api)?limit=2&after=\(cursor)", as: scene.member.program)
                titles += try page.items().compactMap { $0["title"] as? String }
                next = try page.json()["next"] as? String
            }
            #expect(titles == ["Job 3", "Job 1", "Job 2", "Job 0", "Job 4"])
            let own = try await scene.app.api(.get, "\(Scene.api)?stage=interested", as: scene.member.program)
            #expect(try own.items().compactMap { $0["title"] as? String } == ["Job 3", "Job 1"])
            let page = try await scene.app.get("/applications?stage=interview", as: scene.member.browser)
            #expect(page.text.contains("None of your applications is at this stage."))
        }
    }

    @Test func whatIsLeftOutStaysAndAnOfferIsTakenBackWhole() async throws {
        try await Scene.play { scene in
            let id = try await scene.start(#"{"employerName": "Acme", "title": "Tester", "notes": "Kept"}"#)
            let offer = #"{"offerGross": "5000", "offerCurrency": "EUR", "offerPeriod": "month", "offerHours": 37.5}"#
            #expect(try await scene.change(id, offer).status == 200)
            #expect(try await scene.change(id, #"{"offerSponsorship": "yes"}"#).status == 200)
            let shown = try await scene.shown(id)
            let told = try #require(shown["offer"] as? [String: Any])
            #expect(shown["notes"] as? String == "Kept" && told["weeklyHours"] as? Double == 37.5)
            #expect((told["annual"] as? [String: Any])?["amount"] as? String == "60000.00")
            #expect((told["hourly"] as? [String: Any])?["amount"] as? String == "30.77")
            #expect(told["sponsorship"] as? String == "yes")
            // More than a year's pay can be: it is kept, and nothing is reckoned with it.
            let huge = try await scene.change(
                id, #"{"offerGross": "999999999999", "offerCurrency": "KWD", "offerPeriod": "hour", "offerHours": 80}"#)
            let kept = try huge.json()["offer"] as? [String: Any]
            #expect(huge.status == 200 && kept?["annual"] == nil)
            #expect(try await scene.change(id, #"{"offerGross": ""}"#).status == 200)
            #expect(try await scene.shown(id)["offer"] == nil)
        }
    }

    @Test func itGoesWhenTheMemberSaysSoTwice() async throws {
        try await Scene.play { scene in
            let id = try await scene.start(#"{"employerName": "Acme", "title": "Tester", "nextOn": "2026-11-21"}"#)
            try await scene.app.services.applications.remind()
            let asked = try await scene.app.get("/applications/\(id)/delete", as: scene.member.browser)
            #expect(asked.status == 200 && asked.text.contains("are lost"))
            let gone = try await scene.app.submit("/applications/\(id)/delete", [:], as: scene.member.browser)
            #expect(gone.status == 303)
            for table: Query in ["application", "application_move", "notification_other"] {
                #expect(try await scene.app.count("SELECT count(*) FROM \(table)") == 0)
            }
        }
    }

    @Test func leavingTakesItAllAlong() async throws {
        try await Scene.play { scene in
            _ = try await scene.start(#"{"employerName": "Acme", "title": "Tester", "notes": "Ask for Bilal."}"#)
            let exported = try await scene.app.services.store.read { transaction in
                try ApplicationPersonalData().export(try scene.member.principal.requireMember(), in: transaction)
            }
            #expect(exported["applications"]?.count == 1)
            let others = try await scene.app.services.store.read { transaction in
                try ApplicationPersonalData().export(try scene.other.principal.requireMember(), in: transaction)
            }
            #expect(others["applications"]?.isEmpty == true)
            try await scene.app.services.store.write { transaction in
                try ApplicationPersonalData().erase(
                    scene.member.id, posts: .remove, at: scene.app.clock.clock.now, in: transaction)
                for id in try transaction.rows(
                    "SELECT row_id FROM change_index_entry WHERE entity = 'application'", { $0.text(0) })
                { transaction.touch(.leaves(scope: "u:\(scene.member.id)", entity: "application", id: id)) }
            }
            #expect(try await scene.app.count("SELECT count(*) FROM application_move") == 0)
        }
    }
}

@Suite("A job that ended stays with those who follow it")
struct EndedJobTests {
    @Test func itIsReadForNinetyDaysAndTheNotesStay() async throws {
        try await Scene.play { scene in
            let job = try await scene.job()
            let made = try await scene.app.submit(
                "/applications", ["jobId": job.id.text], as: scene.member.browser)
            let path = try #require(made.header("Location"))
            scene.app.clock.advance(.days(31))
            try await scene.app.services.jobs.expire()
            #expect(try await scene.app.get(job.path, as: scene.other.browser).status == 410)
            #expect(try await scene.app.get(job.path).status == 410)
            let page = try await scene.app.get(job.path, as: scene.member.browser)
            #expect(page.status == 200 && page.text.contains("This job has expired."))
            #expect(!page.text.contains("application/ld+json") && !page.text.contains("https://gleis.example/jobs/1"))
            let followed = try await scene.app.get(path, as: scene.member.browser)
            #expect(followed.text.contains(job.path) && followed.text.contains("Expired"))
            scene.app.clock.advance(.days(50))
            #expect(try await scene.app.get(job.path, as: scene.member.browser).status == 200)
            scene.app.clock.advance(.days(40))
            #expect(try await scene.app.get(job.path, as: scene.member.browser).status == 410)
            let later = try await scene.app.get(path, as: scene.member.browser)
            #expect(later.status == 200 && later.text.contains("can no longer be read here"))
            #expect(!later.text.contains(job.path))
        }
    }
}

@Suite("Reminders of a next step")
struct ReminderTests {
    private static func titles(_ scene: Scene) async throws -> [String] {
        try await scene.app.api(.get, "/api/v1/notifications", as: scene.member.program).items()
            .compactMap { $0["threadTitle"] as? String }
    }

    @Test func theyAreNoticesOnTheirDayAndOnce() async throws {
        try await Scene.play { scene in
            let id = try await scene.start(
                """
                {"employerName": "Acme", "title": "Tester", "nextStep": "Ask for the contract", "nextOn": "2026-11-23"}
                """)
            let remind = { try await scene.app.services.applications.remind() }
            scene.app.clock.advance(.days(1))
            try await remind()
            #expect(try await Self.titles(scene).isEmpty)
            scene.app.clock.advance(.days(1))
            try await remind()
            try await remind()
            #expect(try await Self.titles(scene) == ["Tester · Acme"])
            let page = try await scene.app.get("/notifications", as: scene.member.browser)
            #expect(page.text.contains("Your next step is due today") && page.text.contains("Ask for the contract"))
            let told = try await scene.app.api(.get, "/api/v1/notifications", as: scene.member.program).items()
            #expect(told.first?["path"] as? String == "/applications/\(id)" && told.first?["readAt"] == nil)
            let notice = try #require(told.first?["id"] as? String)
            #expect(try await scene.app.get("/notifications/\(notice)", as: scene.other.browser).status == 404)
            let way = try await scene.app.get("/notifications/\(notice)", as: scene.member.browser)
            #expect(way.header("Location") == "/applications/\(id)")
            #expect(try await scene.app.count("SELECT count(*) FROM notification_other WHERE read_at IS NULL") == 0)
        }
    }

    @Test func anotherDayIsAnotherReminderAndWhatHasEndedAsksForNothing() async throws {
        try await Scene.play { scene in
            let id = try await scene.start(#"{"employerName": "Acme", "title": "Tester", "nextOn": "2026-11-21"}"#)
            let ended = try await scene.start(#"{"employerName": "Acme", "title": "Old", "nextOn": "2026-11-21"}"#)
            _ = try await scene.move(ended, to: "rejected")
            try await scene.app.services.applications.remind()
            // What else is changed reminds nobody again.
            _ = try await scene.change(id, #"{"notes": "Called."}"#)
            try await scene.app.services.applications.remind()
            #expect(try await Self.titles(scene) == ["Tester · Acme"])
            _ = try await scene.change(id, #"{"nextOn": "2026-11-22"}"#)
            scene.app.clock.advance(.days(1))
            try await scene.app.services.applications.remind()
            #expect(try await Self.titles(scene).count == 2)
            let seen = try await scene.app.submit("/notifications/read", [:], as: scene.member.browser)
            #expect(seen.status == 303)
            #expect(try await scene.app.count("SELECT count(*) FROM notification_other WHERE read_at IS NULL") == 0)
        }
    }

    @Test func devicesHoldThemAndNoticesGoAfterAYear() async throws {
        try await Scene.play { scene in
            _ = try await scene.start(#"{"employerName": "Acme", "title": "Tester", "nextOn": "2026-11-21"}"#)
            try await scene.app.services.applications.remind()
            var phone = Device(scene.app, scene.member)
            try await phone.pull()
            let id = try #require(phone.ids("notification").first)
            #expect(phone.value("notification/\(id)")?["kind"] as? String == "reminder")
            #expect(try await phone.push("notification.read", ["ids": [id]]) == "applied")
            try await phone.pull()
            #expect(phone.value("notification/\(id)")?["readAt"] is String)
            scene.app.clock.advance(.days(366))
            try await scene.app.services.notices.forgetOld()
            #expect(try await scene.app.count("SELECT count(*) FROM notification_other") == 0)
        }
    }
}

@Suite("Offers side by side")
struct OfferTests {
    private static func offer(_ scene: Scene, _ title: String, _ offer: String) async throws -> String {
        let id = try await scene.start(#"{"employerName": "Acme", "title": "\#(title)", "stage": "offer"}"#)
        #expect(try await scene.change(id, offer).status == 200)
        return id
    }

    @Test func theyAreReckonedByYearAndHourAndConvertedAtTheRateOfADay() async throws {
        try await Scene.play { scene in
            let none = try await scene.app.get("/applications/offers", as: scene.member.browser)
            #expect(none.text.contains("No offer is noted yet."))
            _ = try await Self.offer(
                scene, "Euros",
                #"{"offerGross": "5000", "offerCurrency": "EUR", "offerPeriod": "month", "offerHours": 40}"#)
            scene.app.clock.advance(.minutes(1))
            _ = try await Self.offer(
                scene, "Pounds",
                #"{"offerGross": "25", "offerCurrency": "GBP", "offerPeriod": "hour", "offerHours": 37.5}"#)
            let turned = try await Self.offer(
                scene, "Turned down", #"{"offerGross": "9", "offerCurrency": "EUR", "offerPeriod": "hour"}"#)
            _ = try await scene.move(turned, to: "rejected")
            let bare = try await scene.app.get("/applications/offers?currency=EUR", as: scene.member.browser)
            #expect(bare.text.contains("No exchange rates are known here") && !bare.text.contains("Turned down"))
            _ = try await scene.app.services.jobs.importRates(
                "Date,USD,GBP\n2026-11-20,1.1,0.8\n", skippingBroken: false)
            let answer = try await scene.app.api(.get, "/api/v1/me/offers?currency=EUR", as: scene.member.program)
            let json = try answer.json()
            #expect(json["currency"] as? String == "EUR" && json["ratesOn"] as? String == "2026-11-20")
            func amounts(_ key: String) throws -> [String] {
                try answer.items().compactMap { ($0[key] as? [String: Any])?["amount"] as? String }
            }
            // 25 pounds for 37.5 hours in 52 weeks are 48,750 pounds.
            #expect(try amounts("annual") == ["60937.50", "60000.00"])
            #expect(try amounts("hourly") == ["31.25", "28.85"])
            let page = try await scene.app.get("/applications/offers?currency=EUR", as: scene.member.browser)
            for words in ["Pounds", "Euros", "60,937.50", "48,750", "31.25", "Converted at the rates of 2026-11-20."] {
                #expect(page.text.contains(words), "\(words)")
            }
            let wrong = try await scene.app.get("/applications/offers?currency=XYZ", as: scene.member.browser)
            #expect(wrong.status == 422)
        }
    }
}
