import Core
import Embedded
import Foundation
import Storage
import TestSupport
import Testing
import Timelines

@Suite("Timelines on devices")
struct TimelineSyncTests {
    private static let id = "019aa5c1-7c00-7000-8000-0000000000d1"
    private static let event = "019aa5c1-7c00-7000-8000-0000000000d2"

    private static func begin(_ phone: inout Device) async throws {
        let started = try await phone.push(
            "timeline.start", ["id": id, "pathwayId": "de-eu-blue-card", "filedOn": "2026-09-01", "office": "Lahore"])
        #expect(started == "applied")
        try await phone.pull()
    }

    @Test func whatIsBegunWithoutANetworkIsToldThereAndSeenEverywhere() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            var phone = Device(app, sana)
            try await Self.begin(&phone)
            let added = try await phone.push(
                (
                    "timelineEvent.add",
                    ["timelineId": Self.id, "id": Self.event, "type": "interview", "date": "2026-10"]
                ),
                (
                    "timelineEvent.add",
                    ["timelineId": Self.id, "id": Self.event, "type": "interview", "date": "2026-10"]
                ),
                ("timelineEvent.set", ["timelineId": Self.id, "id": Self.event, "note": "About my degree"]),
                ("timeline.waiting", ["id": Self.id, "on": "2026-11-20"]))
            #expect(added == ["applied", "applied", "applied", "applied"])
            let page = try await app.get("/timelines/\(Self.id)", as: sana.browser).text
            #expect(page.contains("Interview") && page.contains("About my degree") && page.contains("Lahore"))
            _ = try await app.api(
                .post, "/api/v1/me/timelines/\(Self.id)/events",
                #"{"type": "decision_approved", "date": "2026-11-02"}"#,
                as: sana.program)
            try await phone.pull()
            let row = phone.value("timeline/\(Self.id)")
            #expect(row?["ending"] as? String == "approved" && (row?["events"] as? [Any])?.count == 3)
            let late = try await phone.push("timeline.waiting", ["id": Self.id])
            #expect(late == "invalid", "it has ended meanwhile")
            #expect(
                try await phone.push("timelineEvent.remove", ["timelineId": Self.id, "id": Self.event]) == "applied")
            try await phone.pull()
            #expect((phone.value("timeline/\(Self.id)")?["events"] as? [Any])?.count == 2)
        }
    }

    @Test func whoWaitedWithoutANetworkWaitedThatDay() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            var phone = Device(app, sana)
            try await Self.begin(&phone)
            app.clock.advance(.days(20))
            func confirmed() -> String? { phone.value("timeline/\(Self.id)")?["confirmedOn"] as? String }
            for (day, expected) in [
                ("2026-12-05", "2026-12-05"), ("2026-11-30", "2026-12-05"), ("2026-12-11", "2026-12-11"),
            ] {
                #expect(try await phone.push("timeline.waiting", ["id": Self.id, "on": day]) == "applied")
                try await phone.pull()
                #expect(confirmed() == expected, "\(day)")
            }
            #expect(try await phone.push("timeline.waiting", ["id": Self.id, "on": "2027-01-01"]) == "invalid")
        }
    }

    @Test func ofTwoDevicesTheOneThatSaysWhatItChangedLosesNothing() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            var phone = Device(app, sana)
            try await Self.begin(&phone)
            let revision = try #require(phone.value("timeline/\(Self.id)")?["revision"] as? Int)
            _ = try await app.api(
                .patch, "/api/v1/me/timelines/\(Self.id)", #"{"office": "Karachi"}"#, as: sana.program)
            let stale = try await Device.send(
                app, "push",
                phone.pushRequest([
                    ("timeline.set", ["id": Self.id, "revision": revision, "office": "Islamabad"])
                ]), as: sana.program)
            #expect(Device.outcomes(stale) == ["stale_version"])
            #expect(stale.text.contains("Karachi"), "what is there instead is shown")
            let field = try await phone.push("timeline.set", ["id": Self.id, "lane": "priority"])
            try await phone.pull()
            let row = phone.value("timeline/\(Self.id)")
            #expect(
                field == "applied" && row?["office"] as? String == "Karachi" && row?["lane"] as? String == "priority")
        }
    }

    @Test func whatIsWrongIsRefusedAndNothingIsKept() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            var phone = Device(app, sana)
            try await Self.begin(&phone)
            let wrong: [(name: String, args: [String: Any])] = [
                ("timeline.start", ["pathwayId": "de-eu-blue-card"]),
                ("timeline.start", ["id": "019aa5c1-7c00-7000-8000-0000000000d9", "pathwayId": "moon"]),
                ("timeline.start", ["id": "019aa5c1-7c00-7000-8000-0000000000d9", "pathwayId": "de-eu-blue-card"]),
                ("timeline.set", ["id": Self.id, "lane": "fast"]),
                ("timeline.set", ["id": Self.id, "passport": "AB1"]),
                ("timelineEvent.add", ["timelineId": Self.id, "id": Self.event, "type": "interview", "date": "soon"]),
                (
                    "timelineEvent.add",
                    ["timelineId": Self.id, "id": Self.event, "type": "submitted", "date": "2026-10-01"]
                ),
                ("timelineEvent.set", ["timelineId": Self.id, "id": Self.event, "note": "Nothing"]),
            ]
            for (name, args) in wrong {
                let code = try await phone.push(name, args)
                #expect(["invalid", "not_found"].contains(code), "\(name) \(args): \(code)")
            }
            let kept = [
                try await app.count("SELECT count(*) FROM timeline"),
                try await app.count("SELECT count(*) FROM timeline_event"),
                try await app.count("SELECT count(*) FROM timeline WHERE lane = 'standard' AND ending IS NULL"),
            ]
            #expect(kept == [1, 1, 1])
        }
    }

    @Test func nobodyHoldsOrChangesAnothers() async throws {
        try await TestApp.runWithPathways { app in
            let (sana, other) = (try await app.member("sana"), try await app.member("other", roles: [.moderator]))
            var (phone, theirs) = (Device(app, sana), Device(app, other))
            try await Self.begin(&phone)
            try await theirs.pull()
            #expect(theirs.count("timeline") == 0 && phone.count("timeline") == 1)
            for (name, args) in [
                ("timeline.set", ["id": Self.id, "lane": "priority"]), ("timeline.remove", ["id": Self.id]),
                ("timeline.waiting", ["id": Self.id]), ("timeline.affirm", ["id": Self.id]),
                ("timelineEvent.add", ["timelineId": Self.id, "id": Self.event, "type": "medical", "date": "2026-10"]),
            ] {
                #expect(try await theirs.push(name, args) == "not_found", "\(name)")
            }
            let taken = try await theirs.push("timeline.start", ["id": Self.id, "pathwayId": "de-eu-blue-card"])
            #expect(taken == "id_conflict")
            #expect(try await phone.push("timeline.remove", ["id": Self.id]) == "applied")
            try await phone.pull()
            #expect(phone.count("timeline") == 0)
            #expect(try await phone.push("timeline.set", ["id": Self.id, "lane": "priority"]) == "not_found")
        }
    }

    /// What the nightly run doubts is asked on the device too.
    @Test func doubtsOfTheNightReachDevices() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            let sana = try await app.member("sana")
            var phone = Device(app, sana)
            try await Self.begin(&phone)
            _ = try await phone.push(
                ("timeline.set", ["id": Self.id, "visibility": "cohort-only"]),
                (
                    "timelineEvent.add",
                    ["timelineId": Self.id, "id": Self.event, "type": "decision_approved", "date": "2026-09-02"]
                ))
            for number in 0..<12 {
                let name = "m\(number)"
                try await app.change(
                    """
                    INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                        consent_version, created_at, updated_at)
                    VALUES (\(name), \(name), \(name + "@example.org"), '', \(name), 'active', 'UTC', 'en', 1, 1, 1)
                    """)
                try await app.change(
                    """
                    INSERT INTO timeline (id, account_id, pathway_id, office, lane, visibility, submitted_on, ended_on,
                        ending, confirmed_on, created_at, updated_at)
                    VALUES (\("t" + name), \(name), 'de-eu-blue-card', '', 'standard', 'cohort-only', '2026-09-01',
                        \("2026-10-\(number + 10)"), 'approved', '2026-10-25', 1, 1)
                    """)
            }
            try await app.services.timelines.makeFigures()
            try await phone.pull()
            #expect(phone.value("timeline/\(Self.id)")?["isDoubted"] as? Bool == true)
            #expect(try await phone.push("timeline.affirm", ["id": Self.id]) == "applied")
            try await phone.pull()
            #expect(phone.value("timeline/\(Self.id)")?["isDoubted"] as? Bool == false)
        }
    }

    /// The migration's own words, on a timeline of before.
    @Test func timelinesOfBeforeReachDevices() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            var phone = Device(app, sana)
            try await phone.pull()
            try await app.change(
                """
                INSERT INTO timeline (id, account_id, pathway_id, office, lane, visibility, confirmed_on, created_at,
                    updated_at)
                VALUES ('old', \(sana.id), 'de-eu-blue-card', '', 'standard', 'private', '2026-11-01', 1,
                    \(app.clock.clock.now))
                """)
            try await phone.pull()
            #expect(phone.count("timeline") == 0)
            let name = "0021_timelines.\(TestEngine.isSQLite ? "sqlite" : "postgres").sql"
            let script = try #require(EmbeddedFile.at("Migrations/\(name)")).text
            try await app.services.store.write { try $0.execute(script: script) }
            try await phone.pull()
            #expect(phone.ids("timeline") == ["old"])
        }
    }
}

@Suite("Figures of nights that are over")
struct OldFigureTests {
    @Test func ofOlderMonthsTheLastNightIsKept() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            for day in 0..<100 {
                let night = CivilDay(year: 2026, month: 8, day: 10).adding(day).description
                try await app.change("INSERT INTO processing_night (night, made_at) VALUES (\(night), 1)")
                try await app.change(
                    """
                    INSERT INTO processing_figure (pathway_id, night, cell, method, content)
                    VALUES ('de-eu-blue-card', \(night), '', 2, '{}')
                    """)
            }
            // On 21 November: up to 17 November there are figures, and of the last 31 days all stay.
            try await app.services.timelines.makeFigures()
            let kept = try await app.services.store.read {
                try $0.rows("SELECT night FROM processing_night ORDER BY night") { $0.text(0) }
            }
            let figures = try await app.services.store.read {
                try $0.rows("SELECT night FROM processing_figure ORDER BY night") { $0.text(0) }
            }
            #expect(kept.prefix(3) == ["2026-08-31", "2026-09-30", "2026-10-21"] && kept.last == "2026-11-21")
            #expect(kept.count == 2 + 28 + 1 && figures == kept.dropLast())
        }
    }
}
