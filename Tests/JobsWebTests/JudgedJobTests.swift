import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Adverts with signs of fraud, employers, and what moderators decide")
struct JudgedJobTests {
    private static let fee = "Candidates must pay for the visa before they travel. " + Scene.text
    private static let worse = "Azad visa. Candidates must pay for the visa before they travel. " + Scene.text
    private static let note = "Write to hr.gleis@gmail.com with your CV. " + Scene.text

    @Test func littleIsNotedMoreIsHeldAndMuchIsKeptFromEverybody() async throws {
        try await Scene.play { scene in
            let noted = try await scene.post(1) { $0.body = Self.note }
            let held = try await scene.post(2) { $0.body = Self.fee }
            let blocked = try await scene.post(3) { $0.body = Self.worse }
            #expect((noted.state, held.state, blocked.state) == (.open, .held, .removed))
            let page = try await scene.app.get(noted.path)
            #expect(page.text.contains("a mailbox or a form that anybody can have"))
            let record = try await scene.app.api(.get, "/api/v1/jobs/\(noted.id)").json()
            #expect((record["warnings"] as? [[String: Any]])?.first?["id"] as? String == "free_mail")
            for job in [held, blocked] {
                for viewer in [Viewer.nobody, scene.reader.browser] {
                    #expect(try await scene.app.get(job.path, as: viewer).status == 404)
                }
                let own = try await scene.app.get(job.path, as: scene.poster.browser)
                #expect(own.text.contains("It asks the worker for money"))
            }
            let list = try await scene.app.get("/jobs/mine", as: scene.poster.browser)
            #expect(list.text.contains("Waits for a moderator") && list.text.contains("Taken down"))
        }
    }

    @Test func anEditMayTakeAJobOutOfSightAndOutOfEveryList() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            try await scene.app.services.jobs.setSaved(true, job.id, as: scene.reader.principal)
            let edited = try await scene.app.api(
                .patch, "/api/v1/jobs/\(job.id)", #"{"body": "\#(Self.worse)"}"#, as: scene.poster.program)
            #expect(try edited.json()["state"] as? String == "removed", "\(edited.text)")
            #expect(!(try await scene.everywhere().contains(job.id.text)))
            let warned = try await scene.app.get("/jobs/saved", as: scene.reader.browser)
            #expect(warned.text.contains("Pay nobody") && !warned.text.contains(job.id.text))
            #expect(try await scene.app.get("/jobs/\(job.id)").status == 404)
        }
    }

    @Test func theSignalsAreAppealedOnceWithinTwoDays() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post { $0.body = Self.worse }
            let path = "/jobs/\(job.id)/appeal"
            let short = try await scene.refuses(422) {
                try await app.submit(path, ["text": "No."], as: scene.poster.browser)
            }
            #expect(short.text.contains("No.</textarea>"))
            _ = try await scene.refuses(404) {
                try await app.submit(path, ["text": "I would like it open, please."], as: scene.reader.browser)
            }
            let sent = try await app.submit(
                path, ["text": "We quote what others ask for, as a warning."], as: scene.poster.browser)
            #expect(sent.status == 303)
            let queue = try await app.get("/moderation/jobs", as: scene.moderator.browser)
            #expect(queue.text.contains("We quote what others ask for") && queue.text.contains("“azad”"))
            let refused = try await scene.refuses(422) {
                try await app.submit(
                    "/moderation/jobs/\(job.id)", ["decision": "remove", "note": ""], as: scene.moderator.browser)
            }
            #expect(refused.text.contains("role=\"alert\""))
            let told = try await app.api(
                .put, "/api/v1/jobs/\(job.id)/decision", #"{"decision": "remove", "note": "It is no quotation."}"#,
                as: scene.moderator.program)
            #expect(told.status == 200)
            #expect(try await app.get(job.path, as: scene.poster.browser).text.contains("It is no quotation."))
            _ = try await scene.refuses(409) {
                try await app.api(
                    .post, "/api/v1\(path)", #"{"text": "Once more, with more words."}"#, as: scene.poster.program)
            }
            let late = try await scene.post(2) { $0.body = Self.worse }
            app.clock.advance(.hours(48))
            _ = try await scene.refuses(409) {
                try await app.api(
                    .post, "/api/v1/jobs/\(late.id)/appeal", #"{"text": "Two days too late for this."}"#,
                    as: scene.poster.program)
            }
        }
    }

    @Test func nobodyGetsRoundAModeratorByClosingAndRenewing() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post()
            let down = try await app.api(
                .put, "/api/v1/jobs/\(job.id)/decision", #"{"decision": "remove", "note": "No such firm."}"#,
                as: scene.moderator.program)
            #expect(down.status == 200, "\(down.text)")
            let appealed = try await app.submit(
                "/jobs/\(job.id)/appeal", ["text": "There is such a firm, and I work there."], as: scene.poster.browser)
            #expect(appealed.status == 303)
            for step in ["close", "renew", "publish"] {
                _ = try await scene.refuses(409) {
                    try await app.api(
                        .put, "/api/v1/jobs/\(job.id)/state", #"{"step": "\#(step)"}"#, as: scene.poster.program)
                }
            }
            #expect(try await scene.state(of: job) == "held")
        }
    }

    @Test func whatWasTakenDownIsLookedAtFirstWhenItComesAgain() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post()
            _ = try await app.services.jobs.decide(
                JobDecision(decision: "remove", note: "No such firm."), on: job.id, as: scene.moderator.principal)
            let another = try await Scene.member("another", trust: 2, app)
            let again = try await scene.post(by: another)
            #expect(again.state == .held)
            _ = try await app.services.jobs.move(JobStepDraft(step: "close"), again.id, as: another.principal)
            let elsewhere = try await scene.post(9, by: another) { $0.title = "Backend developer number 1" }
            #expect(elsewhere.state == .held)
            #expect(try await scene.post(3, by: another).state == .open)
            _ = try await app.services.jobs.decide(
                JobDecision(decision: "approve"), on: elsewhere.id, as: scene.moderator.principal)
            #expect(try await scene.state(of: elsewhere) == "open")
        }
    }

    @Test func aSuspendedFirmsAdvertsDoNotComeBack() async throws {
        try await Scene.play { scene in
            let (open, closed) = (try await scene.post(1), try await scene.post(2))
            func step(_ step: String, _ job: Job) async throws -> Answer {
                try await scene.app.api(
                    .put, "/api/v1/jobs/\(job.id)/state", #"{"step": "\#(step)"}"#, as: scene.poster.program)
            }
            #expect(try await step("close", closed).status == 200)
            let suspended = try await scene.app.submit(
                "/moderation/employers/gleis-gmbh-de", ["state": "suspended", "evidence": "Nobody answers there."],
                as: scene.moderator.browser)
            #expect(suspended.status == 303, "\(suspended.text)")
            #expect(try await scene.state(of: open) == "held")
            #expect(try await step("close", open).status == 200)
            for job in [open, closed] {
                let refused = try await step("renew", job)
                #expect(refused.status == 409, "\(refused.text)")
                #expect(try refused.json()["code"] as? String == "employer_suspended")
                #expect(try await scene.state(of: job) == "closed")
            }
        }
    }

    @Test func whatIsQuotedIsJudgedLikeTheRest() async throws {
        try await Scene.play { scene in
            let job = try await scene.post {
                $0.sponsorship = "confirmed"
                $0.sponsorshipEvidence = "Candidates must pay for the visa before they travel."
            }
            #expect(job.state == .held)
            #expect(job.signals.map(\.id).contains(.asksMoney))
        }
    }

    @Test func whatAModeratorLetPassIsNotHeldAgainForTheSame() async throws {
        try await Scene.play { scene in
            let job = try await scene.post { $0.body = Self.fee }
            _ = try await scene.app.services.jobs.decide(
                JobDecision(decision: "approve"), on: job.id, as: scene.moderator.principal)
            #expect(try await scene.state(of: job) == "open")
            _ = try await scene.app.api(
                .patch, "/api/v1/jobs/\(job.id)", #"{"city": "Hamburg"}"#, as: scene.poster.program)
            #expect(try await scene.state(of: job) == "open")
            let page = try await scene.app.get(job.path)
            #expect(page.text.contains("It asks the worker for money"))
        }
    }

    @Test func whatWasLetPassIsHeldForAnotherSignalThough() async throws {
        try await Scene.play { scene in
            let job = try await scene.post { $0.body = Self.fee }
            _ = try await scene.app.services.jobs.decide(
                JobDecision(decision: "approve"), on: job.id, as: scene.moderator.principal)
            let other = "Please submit your original passport to our office before you begin with four colleagues."
            _ = try await scene.app.api(
                .patch, "/api/v1/jobs/\(job.id)", #"{"body": "\#(other)"}"#, as: scene.poster.program)
            let signals = try await scene.app.services.jobs.job(job.id, as: scene.moderator.principal).signals
            #expect(!signals.isEmpty && !signals.map(\.id).contains(.asksMoney), "\(signals)")
            #expect(try await scene.state(of: job) != "open")
        }
    }

    @Test func nobodyDecidesOfTheirOwnAndOthersThanStaffFindNothing() async throws {
        try await Scene.play { scene in
            let own = try await scene.post(1, by: scene.moderator) { $0.body = Self.fee }
            let decision = #"{"decision": "approve"}"#
            _ = try await scene.refuses(403) {
                try await scene.app.api(
                    .put, "/api/v1/jobs/\(own.id)/decision", decision, as: scene.moderator.program)
            }
            for viewer in [Viewer.nobody, scene.reader.program] {
                _ = try await scene.refuses(404) {
                    try await scene.app.api(.put, "/api/v1/jobs/\(own.id)/decision", decision, as: viewer)
                }
                #expect(try await scene.app.api(.get, "/api/v1/held-jobs", as: viewer).status == 404)
            }
        }
    }

    @Test func aModeratorTakesAnOpenJobDownWithAWordToItsPoster() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            let page = try await scene.app.get(job.path, as: scene.moderator.browser)
            #expect(page.text.contains("action=\"/moderation/jobs/\(job.id)\""))
            #expect(!(try await scene.app.get(job.path, as: scene.reader.browser).text.contains("/moderation/")))
            _ = try await scene.app.submit(
                "/moderation/jobs/\(job.id)", ["decision": "remove", "note": "The firm does not know you."],
                as: scene.moderator.browser)
            #expect(try await scene.state(of: job) == "removed")
            let own = try await scene.app.get(job.path, as: scene.poster.browser)
            #expect(own.text.contains("The firm does not know you."))
            #expect(!(try await scene.everywhere().contains(job.id.text)))
        }
    }

    @Test func employersAreVerifiedByStaffWithEvidenceAndSuspendedWithTheirJobs() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post()
            let path = "/moderation/employers/gleis-gmbh-de"
            #expect(try await app.get("/employers/gleis-gmbh-de").text.contains("Employer not verified"))
            #expect(try await app.get("/employers/no-such-firm").status == 404)
            #expect(try await app.submit(path, ["state": "verified"], as: scene.reader.browser).status == 404)
            _ = try await scene.refuses(422) {
                try await app.submit(path, ["state": "verified", "evidence": ""], as: scene.moderator.browser)
            }
            let fields: KeyValuePairs = [
                "state": "verified", "legalName": "Gleis GmbH Berlin", "site": "https://gleis.example/",
                "registerId": "HRB 12345", "evidence": "The canaryevidence of a register.",
            ]
            #expect(try await app.submit(path, fields, as: scene.moderator.browser).status == 303)
            let shown = try await app.get("/employers/gleis-gmbh-de")
            #expect(shown.text.contains("Verified employer") && shown.text.contains("HRB 12345"))
            #expect(!shown.text.contains("canaryevidence"))
            let record = try await app.api(.get, "/api/v1/employers/gleis-gmbh-de")
            #expect(try record.json()["state"] as? String == "verified" && !record.text.contains("canaryevidence"))
            #expect(try await app.get(job.path).text.contains("Verified employer"))
            var his = Device(app, scene.reader)
            _ = try await his.follow("j:DE")
            let suspended = try await app.api(
                .put, "/api/v1/employers/gleis-gmbh-de/state",
                #"{"state": "suspended", "evidence": "Members paid and heard nothing."}"#, as: scene.moderator.program)
            #expect(suspended.status == 200)
            #expect(try await scene.state(of: job) == "held")
            try await his.pull()
            #expect(his.ids("job").isEmpty)
            _ = try await scene.refuses(409) {
                try await app.api(
                    .put, "/api/v1/jobs/\(job.id)/decision", #"{"decision": "approve"}"#, as: scene.moderator.program)
            }
            await #expect(throws: Problem(.conflict, "employer_suspended")) { try await scene.post(2) }
        }
    }

    @Test func whatIsDecidedStandsInTheLogForEverybodyWithoutNamesAndWords() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post(1) { $0.body = Self.fee }
            let jobs = app.services.jobs
            let moderator = scene.moderator.principal
            _ = try await jobs.decide(JobDecision(decision: "approve"), on: job.id, as: moderator)
            _ = try await jobs.decide(
                JobDecision(decision: "remove", note: "The canarynote of a moderator."), on: job.id, as: moderator)
            for (state, evidence) in [
                ("verified", "HRB 12345"), ("verified", "HRB 12346"), ("unverified", ""),
                ("suspended", "No canaryfirm."),
                ("unverified", ""),
            ] {
                let body = #"{"state": "\#(state)", "evidence": "\#(evidence)"}"#
                let answer = try await app.api(
                    .put, "/api/v1/employers/gleis-gmbh-de/state", body, as: scene.moderator.program)
                #expect(answer.status == 200, "\(answer.text)")
            }
            let lines = try await app.get("/api/v1/moderation-log").items()
            #expect(
                lines.compactMap { $0["action"] as? String } == [
                    "employer_lifted", "employer_suspended", "employer_unverified", "employer_verified", "remove",
                    "approve",
                ])
            #expect(lines.compactMap { $0["targetType"] as? String }.suffix(2) == ["job", "job"])
            let page = try await app.get("/moderation-log").text
            #expect(page.contains("An employer was suspended") && page.contains("A job was removed"))
            for word in ["canary", "Gleis", "Name of moderator", "Name of poster", job.id.text] {
                #expect(!page.contains(word), "\(word)")
            }
            let audit = try await app.get("/moderation/audit", as: scene.moderator.browser).text
            #expect(audit.contains("canarynote") && audit.contains("canaryfirm") && audit.contains("/jobs/\(job.id)/-"))
            #expect(audit.contains("/employers/gleis-gmbh-de"))
        }
    }
}
