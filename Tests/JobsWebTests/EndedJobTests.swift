import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Jobs that end")
struct EndedJobTests {
    private static func full(_ draft: inout JobDraft) {
        (draft.skills, draft.languages) = (["swift"], ["de"])
    }

    @Test func withinOneRunAnExpiredJobIsNowhereAndThoseWhoKeptItReadOn() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post(1) { draft in
                Self.full(&draft)
                draft.validThrough = "2026-11-26"
            }
            var his = Device(app, scene.reader)
            #expect(try await his.follow("j:DE") == ["applied"])
            #expect(try await his.push("job.save", ["jobId": job.id.text, "on": true]) == "applied")
            try await his.pull()
            #expect(his.ids("job") == [job.id.text] && his.ids("savedJob") == [job.id.text])
            #expect(try await scene.everywhere().contains(job.id.text))
            app.clock.advance(.days(6))
            try await app.services.jobs.expire()
            #expect(!(try await scene.everywhere().contains(job.id.text)))
            #expect(!(try await scene.everywhere().contains("Backend developer number 1")))
            try await his.pull()
            #expect(his.ids("job").isEmpty)
            let other = try await app.member("other")
            for (browser, program) in [(Viewer.nobody, Viewer.nobody), (other.browser, other.program)] {
                let gone = try await app.get(job.path, as: browser)
                #expect(gone.status == 410 && gone.text.contains("This job has ended"))
                #expect(try await app.api(.get, "/api/v1/jobs/\(job.id)", as: program).status == 410)
            }
            let kept = try await app.get(job.path, as: scene.reader.browser)
            #expect(kept.status == 200 && kept.text.contains("has expired"))
            #expect(try Scene.posting(kept) == nil && !kept.text.contains("gleis.example"))
            let record = try await app.api(.get, "/api/v1/jobs/\(job.id)", as: scene.reader.program).json()
            #expect(record["state"] as? String == "expired" && record["applyURL"] == nil)
            app.clock.advance(.days(91))
            await #expect(throws: Problem(.gone, "job_ended")) {
                try await app.services.jobs.job(job.id, as: scene.reader.principal)
            }
            #expect(try await app.services.jobs.job(job.id, as: scene.poster.principal).state == .expired)
        }
    }

    @Test func theLastDayCounts() async throws {
        try await Scene.play { scene in
            let job = try await scene.post { $0.validThrough = "2026-11-22" }
            // It is the 21st, nine in the morning.
            for (hours, state) in [(0, "open"), (38, "open"), (1, "expired")] {
                scene.app.clock.advance(.hours(Int64(hours)))
                try await scene.app.services.jobs.expire()
                #expect(try await scene.state(of: job) == state)
            }
        }
    }

    @Test func oneClickRenewsAndOpensAgain() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post(1, Self.full)
            let stranger = try await scene.refuses(403) {
                try await app.submit("/jobs/\(job.id)/state", ["step": "renew"], as: scene.reader.browser)
            }
            #expect(stranger.status == 403)
            app.clock.advance(.days(20))
            _ = try await app.submit("/jobs/\(job.id)/state", ["step": "renew"], as: scene.poster.browser)
            app.clock.advance(.days(29))
            try await app.services.jobs.expire()
            #expect(try await scene.state(of: job) == "open")
            app.clock.advance(.days(3))
            try await app.services.jobs.expire()
            #expect(try await scene.state(of: job) == "expired")
            let again = try await app.submit(
                "/jobs/\(job.id)/state", ["step": "renew"], as: scene.poster.browser)
            #expect(again.status == 303)
            #expect(try await scene.everywhere().contains(job.id.text))
            #expect(try await scene.titles("/api/v1/jobs?skill=swift").count == 1)
        }
    }

    @Test func closedAndFilledJobsAreGoneForOthersAndCannotTakeImpossibleSteps() async throws {
        try await Scene.play { scene in
            let (first, second) = (try await scene.post(1), try await scene.post(2))
            #expect(
                try await scene.app.api(.delete, "/api/v1/jobs/\(first.id)", as: scene.poster.program).status == 204)
            _ = try await scene.app.submit("/jobs/\(second.id)/state", ["step": "fill"], as: scene.poster.browser)
            #expect(try await scene.state(of: first) == "closed")
            #expect(try await scene.state(of: second) == "filled")
            for job in [first, second] {
                #expect(try await scene.app.get("/jobs/\(job.id)").status == 410)
                _ = try await scene.refuses(409) {
                    try await scene.app.api(
                        .put, "/api/v1/jobs/\(job.id)/state", #"{"step": "publish"}"#, as: scene.poster.program)
                }
            }
            _ = try await scene.refuses(422) {
                try await scene.app.api(
                    .put, "/api/v1/jobs/\(first.id)/state", #"{"step": "sell"}"#, as: scene.poster.program)
            }
        }
    }

    @Test func threeMembersWhoSayItIsFilledFillItAndThePosterOpensItAgain() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post()
            let path = "/api/v1/jobs/\(job.id)/filled"
            _ = try await scene.refuses(403) { try await app.api(.put, path, as: scene.poster.program) }
            for name in ["one", "two", "three"] {
                let member = try await Scene.member(name, trust: 1, app)
                for _ in 1...2 { _ = try await app.api(.put, path, as: member.program) }
                #expect(try await scene.state(of: job) == (name == "three" ? "filled" : "open"))
            }
            _ = try await app.submit("/jobs/\(job.id)/state", ["step": "renew"], as: scene.poster.browser)
            #expect(try await scene.state(of: job) == "open")
            #expect(try await app.count("SELECT count(*) FROM job_filled_report") == 0)
        }
    }

    @Test func whatIsMovedToAnotherCountryIsInItsScopeAlone() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            var his = Device(scene.app, scene.reader)
            #expect(try await his.follow("j:DE", "j:NL") == ["applied", "applied"])
            _ = try await scene.app.services.jobs.change(
                JobDraft.moved(to: "NL"), of: job.id, as: scene.poster.principal)
            try await his.pull()
            #expect(his.rows["job/\(job.id)"]?["country"] as? String == "NL")
            #expect(try await scene.titles("/api/v1/jobs?country=DE") == [])
            #expect(try await scene.titles("/api/v1/jobs?country=NL").count == 1)
        }
    }

    @Test func whoLeavesTakesTheirAdvertsAlong() async throws {
        try await Scene.play { scene in
            let job = try await scene.post(1, Self.full)
            try await scene.app.services.jobs.setSaved(true, job.id, as: scene.reader.principal)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.poster.program)
            #expect((try export.json()["jobs"] as? [[String: Any]])?.count == 1)
            let kept = try await scene.app.api(.get, "/api/v1/me/export", as: scene.reader.program)
            #expect((try kept.json()["savedJobs"] as? [[String: Any]])?.count == 1)
            #expect((try kept.json()["jobs"] as? [Any])?.isEmpty == true)
            for (member, posts) in [(scene.poster, "remove"), (scene.reader, "anonymise")] {
                let asked = try await scene.app.submit(
                    "/settings/data/leave", ["password": TestApp.password, "posts": posts], as: member.browser)
                #expect(asked.status == 303)
            }
            scene.app.clock.advance(.days(15))
            try await scene.app.services.leaving.eraseDue(emptyingLog: false)
            #expect(try await scene.state(of: job) == "closed")
            #expect(try await scene.app.count("SELECT count(*) FROM saved_job") == 0)
            #expect(try await scene.app.count("SELECT count(*) FROM job WHERE body LIKE '%freight%'") == 0)
            #expect(!(try await scene.everywhere().contains(job.id.text)))
        }
    }
}

extension JobDraft {
    static func moved(to country: String) -> JobDraft {
        var draft = JobDraft()
        draft.country = country
        return draft
    }
}
