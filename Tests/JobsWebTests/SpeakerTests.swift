import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Who speaks for an employer")
struct SpeakerTests {
    private static let employer = "gleis-gmbh-de"
    private static let page = "/moderation/employers/\(employer)/speakers"
    private static let api = "/api/v1/employers/\(employer)/speakers"

    /// Verifies the employer of the scene's first job.
    private static func verify(_ scene: Scene) async throws {
        _ = try await scene.app.services.jobs.decide(
            EmployerDecision(state: "verified", evidence: "HRB 12345"), onEmployer: employer,
            as: scene.moderator.principal)
    }

    @Test func anAdvertUnderAVerifiedNameThatIsNotTheEmployersWaitsEachTime() async throws {
        try await Scene.play { scene in
            let before = try await scene.post(1)
            try await Self.verify(scene)
            let held = try await scene.post(2)
            #expect((before.state, held.state) == (.open, .held))
            #expect(!(try await scene.everywhere().contains(held.id.text)))
            let shown = try await scene.app.get(before.path, as: scene.reader.browser).text
            #expect(shown.contains("Posted by a member, not by the employer itself"))
            // What a moderator let pass is open, and stays so where it is changed.
            _ = try await scene.app.services.jobs.decide(
                JobDecision(decision: "approve"), on: held.id, as: scene.moderator.principal)
            #expect(try await scene.state(of: held) == "open")
            let changed = try await scene.app.api(
                .patch, "/api/v1/jobs/\(held.id)", #"{"city": "Bonn"}"#, as: scene.poster.program)
            #expect(try changed.json()["state"] as? String == "open", "\(changed.text)")
            #expect(try await scene.post(3).state == .held)
        }
    }

    @Test func theNameOfAVerifiedEmployerIsNotTakenByAnEditEither() async throws {
        try await Scene.play { scene in
            _ = try await scene.post(1)
            try await Self.verify(scene)
            let other = try await scene.post(2) { $0.employerName = "Somebody GmbH" }
            #expect(other.state == .open)
            let taken = try await scene.app.api(
                .patch, "/api/v1/jobs/\(other.id)", #"{"employerName": "Gleis GmbH"}"#, as: scene.poster.program)
            #expect(try taken.json()["state"] as? String == "held", "\(taken.text)")
            // Nor is a moderator's word about another employer's advert one about this one.
            let approved = try await scene.post(3) { $0.employerName = "Third GmbH" }
            _ = try await scene.app.services.jobs.move(
                JobStepDraft(step: "close"), approved.id, as: scene.poster.principal)
            _ = try await scene.app.api(
                .patch, "/api/v1/jobs/\(approved.id)", #"{"employerName": "Gleis GmbH"}"#, as: scene.poster.program)
            let again = try await scene.app.services.jobs.move(
                JobStepDraft(step: "renew"), approved.id, as: scene.poster.principal)
            #expect(again.state == .held)
        }
    }

    @Test func staffNamesThemByProofAndTheirAdvertsSaySo() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post(1)
            try await Self.verify(scene)
            let proof: KeyValuePairs = ["username": "poster", "proof": "The canaryproof of a letter."]
            for viewer in [scene.poster, scene.reader] {
                _ = try await scene.refuses(404) { try await app.submit(Self.page, proof, as: viewer.browser) }
                _ = try await scene.refuses(404) { try await app.api(.get, Self.api, as: viewer.program) }
            }
            let unknown = try await scene.refuses(422) {
                try await app.submit(
                    Self.page, ["username": "nobody-here", "proof": "Typed words."], as: scene.moderator.browser)
            }
            #expect(unknown.text.contains("Typed words.") && unknown.text.contains("field-username-error"))
            let bare = try await scene.refuses(422) {
                try await app.api(.put, "\(Self.api)/poster", #"{"proof": ""}"#, as: scene.moderator.program)
            }
            #expect(bare.text.contains("#/proof"))
            _ = try await scene.refuses(403) {
                try await app.api(.put, "\(Self.api)/moderator", #"{"proof": "Me."}"#, as: scene.moderator.program)
            }
            var his = Device(app, scene.reader)
            _ = try await his.follow("j:DE")
            #expect(try await app.submit(Self.page, proof, as: scene.moderator.browser).status == 303)
            let shown = try await app.get(job.path, as: scene.reader.browser).text
            #expect(shown.contains("Posted by somebody who speaks for this employer"))
            try await his.pull()
            #expect(his.value("job/\(job.id)")?["isFromEmployer"] as? Bool == true)
            #expect(try await scene.post(2).state == .open)
            let listed = try await app.api(.get, Self.api, as: scene.moderator.program).items()
            #expect(listed.compactMap { $0["username"] as? String } == ["poster"])
            let profile = try await app.get("/employers/\(Self.employer)", as: scene.moderator.browser).text
            #expect(profile.contains("canaryproof"))
            #expect(!(try await app.get("/employers/\(Self.employer)").text.contains("canaryproof")))
            let log = try await app.get("/moderation-log").text
            #expect(log.contains("A member was named who speaks for an employer") && !log.contains("canaryproof"))
            let export = try await app.services.store.read {
                try JobPersonalData(jobs: app.services.jobs).export(
                    try #require(scene.poster.principal.member), in: $0)
            }
            #expect(export["speaksFor"]?.count == 1)
            let removed = try await app.submit(
                "\(Self.page)/poster/remove", [:], as: scene.moderator.browser)
            #expect(removed.status == 303)
            #expect(try await scene.post(3).state == .held)
            _ = try await scene.refuses(404) {
                try await app.api(.delete, "\(Self.api)/poster", as: scene.moderator.program)
            }
        }
    }
}

@Suite("Adverts that members report")
struct JobReportTests {
    private static func report(
        _ job: Job, _ reason: String, by member: TestMember, _ scene: Scene
    ) async throws -> Answer {
        try await scene.app.api(
            .post, "/api/v1/jobs/\(job.id)/reports", #"{"reason": "\#(reason)", "note": "The canaryreportnote."}"#,
            as: member.program)
    }

    @Test func whoMayNotReportIsToldAndNothingIsKept() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            let newcomer = try await Scene.member("newcomer", trust: 0, scene.app)
            _ = try await scene.refuses(403) { try await Self.report(job, "scam", by: newcomer, scene) }
            _ = try await scene.refuses(403) { try await Self.report(job, "scam", by: scene.poster, scene) }
            let bad = try await scene.refuses(422) { try await Self.report(job, "ugly", by: scene.reader, scene) }
            #expect(bad.text.contains("#/reason"))
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/jobs/\(job.id)/report", ["reason": "", "note": "They asked me for money."],
                    as: scene.reader.browser)
            }
            #expect(form.text.contains("They asked me for money.</textarea>"))
            let draft = try await scene.post(2) { $0.isDraft = true }
            _ = try await scene.refuses(404) { try await Self.report(draft, "scam", by: scene.reader, scene) }
        }
    }

    @Test func moderatorsSeeItWithoutNamesAndTheReporterHearsWhatBecameOfIt() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post()
            let sent = try await app.submit(
                "/jobs/\(job.id)/report", ["reason": "wrong_facts", "note": "The canaryreportnote of mine."],
                as: scene.reader.browser)
            #expect(sent.status == 303)
            _ = try await scene.refuses(409) { try await Self.report(job, "spam", by: scene.reader, scene) }
            #expect(try await scene.state(of: job) == "open")
            let queue = try await app.get("/moderation/jobs", as: scene.moderator.browser).text
            #expect(queue.contains("canaryreportnote") && !queue.contains("Name of reader"))
            let listed = try await app.api(.get, "/api/v1/reported-jobs", as: scene.moderator.program)
            #expect(try listed.items().count == 1 && !listed.text.contains("reader"))
            #expect(try await app.api(.get, "/api/v1/reported-jobs", as: scene.poster.program).status == 404)
            #expect(!(try await app.get(job.path, as: scene.poster.browser).text.contains("canaryreportnote")))
            let kept = try await app.submit(
                "/moderation/jobs/\(job.id)", ["decision": "approve"], as: scene.moderator.browser)
            #expect(kept.status == 303)
            #expect(try await scene.state(of: job) == "open")
            let notices = try await app.get("/notifications", as: scene.reader.browser).text
            #expect(notices.contains("left it open"))
            _ = try await scene.refuses(409) {
                try await app.api(
                    .put, "/api/v1/jobs/\(job.id)/decision", #"{"decision": "approve"}"#, as: scene.moderator.program)
            }
        }
    }

    @Test func wordsOfAScamThatWeighEnoughHoldItAndNoStepOfThePostersOpensIt() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            let second = try await Scene.member("second", trust: 1, scene.app)
            #expect(try await Self.report(job, "scam", by: scene.reader, scene).status == 204)
            #expect(try await scene.state(of: job) == "open")
            #expect(try await Self.report(job, "fake_offer", by: second, scene).status == 204)
            #expect(try await scene.state(of: job) == "held")
            #expect(!(try await scene.everywhere().contains(job.id.text)))
            let jobs = scene.app.services.jobs
            _ = try await jobs.move(JobStepDraft(step: "close"), job.id, as: scene.poster.principal)
            let again = try await jobs.move(JobStepDraft(step: "renew"), job.id, as: scene.poster.principal)
            #expect(again.state == .held)
            _ = try await jobs.decide(
                JobDecision(decision: "remove", note: "It asks for money."), on: job.id,
                as: scene.moderator.principal)
            for member in [scene.reader, second] {
                let notices = try await scene.app.get("/notifications", as: member.browser).text
                #expect(notices.contains("A moderator agreed with your report of an advert"))
            }
            #expect(try await scene.app.count("SELECT count(*) FROM job_report WHERE outcome = 'upheld'") == 2)
        }
    }
}
