import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Open jobs are judged anew when a register is imported")
struct RejudgedJobTests {
    private static func warnings(_ scene: Scene, _ job: Job) async throws -> [String] {
        let record = try await scene.app.api(.get, "/api/v1/jobs/\(job.id)").json()
        return (record["warnings"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    }

    @Test func whoClaimsToSponsorAndIsNotListedIsWarnedOfUntilTheyAre() async throws {
        try await Scene.play { scene in
            let job = try await scene.british(1, "Nowhere Ltd", in: "London")
            let listed = try await scene.british(2, "Acme Ltd", in: "London")
            let german = try await scene.post(3) {
                ($0.sponsorship, $0.sponsorshipEvidence) = ("likely", "We have sponsored before.")
            }
            var phone = Device(scene.app, scene.reader)
            _ = try await phone.push("scope.set", ["scope": "j:GB", "on": true])
            try await phone.pull()
            try await scene.take(.britain, "gb-1.csv")
            #expect(try await Self.warnings(scene, job) == ["not_in_register"])
            #expect(try await Self.warnings(scene, listed).isEmpty)
            #expect(try await Self.warnings(scene, german).isEmpty, "of another country nothing is said")
            try await phone.pull()
            let held = phone.value("job/\(job.id)")?["warnings"] as? [[String: Any]]
            #expect(held?.count == 1, "devices learn of it")
            let before = try await scene.app.contents()
            try await scene.take(.britain, "gb-1.csv")
            #expect(try await scene.app.contents() == before, "the same file again changes nothing")
            let head = #""Organisation Name","Town/City","County","Type & Rating","Route""#
            let lines = #""NOWHERE LIMITED","London","","Worker (A rating)","Skilled Worker""#
            _ = try await scene.app.services.jobs.importRegister(
                .britain, Data("\(head)\n\(lines)\n".utf8), on: "2026-11-20", skippingBroken: false)
            #expect(try await Self.warnings(scene, job).isEmpty)
            #expect(try await Self.warnings(scene, listed) == ["not_in_register"], "it is gone")
        }
    }

    @Test func whatWeighsTooMuchThenIsTakenOutOfSight() async throws {
        try await Scene.play { scene in
            let note = "Write to hr.nowhere@gmail.com with your CV. " + Scene.text
            let job = try await scene.british(1, "Nowhere Ltd", in: "London") { $0.body = note }
            try await scene.app.services.jobs.setSaved(true, job.id, as: scene.reader.principal)
            try await scene.take(.britain, "gb-1.csv")
            #expect(try await scene.state(of: job) == "held")
            #expect(!(try await scene.everywhere().contains(job.id.text)))
            #expect(try await scene.app.get(job.path).status == 404)
            let queue = try await scene.app.get("/moderation/jobs", as: scene.moderator.browser)
            #expect(queue.text.contains("Nowhere Ltd"))
        }
    }

    @Test func anAgentWhoseLicenceIsNotOnTheListIsHeld() async throws {
        try await Scene.play { scene in
            let known = try await scene.post(1) { $0.body = "Our BEOE license no. is 2839/RWP. " + Scene.text }
            let unknown = try await scene.post(2) { $0.body = "Our BEOE license no. is 2839/LHR. " + Scene.text }
            #expect((known.state, unknown.state) == (.open, .open), "without a list nobody knows")
            try await scene.take(.promoters, "pk-1.csv")
            let states = try await [scene.state(of: known), scene.state(of: unknown)]
            #expect(states == ["open", "held"])
        }
    }
}
