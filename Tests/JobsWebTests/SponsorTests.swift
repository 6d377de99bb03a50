import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Employers in the registers of licensed sponsors")
struct SponsorTests {
    @Test func aNameIsMatchedByItsTownAndOtherwiseByAModerator() async throws {
        try await Scene.play { scene in
            try await scene.take(.britain, "gb-1.csv")
            let firms: [(name: String, city: String, state: String)] = [
                ("Acme Ltd", "London", "licensed"), ("Saffron Kitchen", "Leeds", "licensed"),
                ("Delta Sons and Co", "kent", "licensed"), ("Gamma Systems", "York", "licensed"),
                ("Echo The Firm", "Hull", "listed"), ("Nowhere Ltd", "London", "not_found"),
            ]
            for (number, firm) in firms.enumerated() {
                let job = try await scene.british(number, firm.name, in: firm.city)
                let standing = try await scene.standing(of: job)
                #expect(standing["state"] as? String == firm.state, "\(firm.name): \(standing)")
                #expect(standing["day"] as? String == "2026-11-19")
            }
        }
    }

    @Test func anotherTownIsACandidateOnly() async throws {
        try await Scene.play { scene in
            try await scene.take(.britain, "gb-1.csv")
            let job = try await scene.british(1, "ACME", in: "Manchester")
            #expect(try await scene.standing(of: job)["state"] as? String == "candidates")
            let page = try await scene.app.get(job.path)
            #expect(page.text.contains("One candidate.") && !page.text.contains("Licensed to sponsor."))
            // A job in the listed town says which it is.
            try await scene.british(2, "Acme Limited", in: "London")
            #expect(try await scene.standing(of: job)["state"] as? String == "licensed")
        }
    }

    @Test func theNetherlandsAreMatchedByTheirNumber() async throws {
        try await Scene.play { scene in
            try await scene.take(.netherlands, "nl-1.csv")
            let job = try await scene.post {
                ($0.employerName, $0.country, $0.city) = ("Molen Software", "NL", "Utrecht")
            }
            #expect(try await scene.standing(of: job)["state"] as? String == "candidates")
            _ = try await scene.app.services.jobs.decide(
                EmployerDecision(state: "verified", registerId: "KvK 12345678", evidence: "Their letter."),
                onEmployer: job.employer.slug, as: scene.moderator.principal)
            let standing = try await scene.standing(of: job)
            #expect(standing["state"] as? String == "licensed" && standing["name"] as? String == "Molen Software B.V.")
        }
    }

    /// An advert of a firm in a town that says that it sponsors.
    private static func post(
        _ number: Int, _ employer: String, _ country: String, _ city: String, in scene: Scene
    ) async throws -> Job {
        try await scene.british(number, employer, in: city) { $0.country = country }
    }

    @Test func whatWasGrantedBeforeIsShownAsNoLicence() async throws {
        try await Scene.play { scene in
            try await scene.take(.america, "us-1.csv")
            try await scene.take(.canada, "ca-1.csv")
            try await scene.take(.ireland, "ie-1.csv")
            let firms: [(name: String, country: String, city: String, state: String, granted: Int?)] = [
                ("Acme Analytics", "US", "Seattle", "granted", 1210),
                ("Acme Analytics", "US", "Boston", "granted", 1210),
                ("Lone Star Health", "US", "Austin", "granted", 0), ("Small Firm", "US", "Austin", "not_granted", nil),
                ("Maple Systems", "CA", "Calgary", "granted", 6), ("Harbour Foods", "CA", "Ottawa", "candidates", nil),
                // Its register names no towns: which of one name it is, a moderator says.
                ("Liffey Software", "IE", "Dublin", "candidates", nil), ("Nobody", "IE", "Cork", "not_granted", nil),
            ]
            for (number, firm) in firms.enumerated() {
                let job = try await Self.post(number, firm.name, firm.country, firm.city, in: scene)
                let standing = try await scene.standing(of: job)
                #expect(standing["state"] as? String == firm.state, "\(firm): \(standing)")
                #expect(standing["granted"] as? Int == firm.granted, "\(firm): \(standing)")
                // Others may hire from abroad too: not to stand there is no sign of fraud.
                #expect(!job.signals.map(\.id).contains(.notInRegister), "\(firm)")
                let text = try await scene.app.get(job.path).text
                #expect(!text.contains("Licensed to sponsor.") && !text.contains("Not found in the register."))
                #expect(text.contains("no licence and no promise") == (firm.state == "granted"), "\(firm)")
            }
            let acme = try await Self.post(20, "Acme Analytics", "US", "Seattle", in: scene)
            #expect(try await scene.app.get(acme.path).text.contains("1210 permits, as listed on 2026-11-19 for"))
            // Who was granted nothing of late has lost nothing: nobody is written to.
            try await scene.app.services.jobs.setSaved(true, acme.id, as: scene.reader.principal)
            let letters = try await scene.app.letters().count
            let head = "Fiscal Year,Employer,Initial Approval,City\n2026,Other Inc,1,Boston\n"
            let report = try await scene.app.services.jobs.importRegister(
                .america, Data(head.utf8), on: "2026-11-20", skippingBroken: false)
            #expect((report.added, report.changed) == (1, 3))
            #expect(try await scene.standing(of: acme)["state"] as? String == "not_granted")
            #expect(try await scene.app.letters().count == letters)
        }
    }

    @Test func certifiedCompaniesAreKnownByNumberOrByAModerator() async throws {
        try await Scene.play { scene in
            try await scene.take(.denmark, "dk-1.csv")
            try await scene.take(.portugal, "pt-1.csv")
            let dane = try await Self.post(1, "Oresund Data", "DK", "Copenhagen", in: scene)
            _ = try await scene.app.services.jobs.decide(
                EmployerDecision(state: "verified", registerId: "CVR 12345678", evidence: "Their letter."),
                onEmployer: dane.employer.slug, as: scene.moderator.principal)
            #expect(try await scene.standing(of: dane)["state"] as? String == "licensed")
            let job = try await Self.post(2, "Lisboa Nuvem", "PT", "Porto", in: scene)
            #expect(try await scene.standing(of: job)["state"] as? String == "candidates")
            let stranger = try await Self.post(3, "Minho Software", "PT", "Porto", in: scene)
            #expect(try await scene.standing(of: stranger)["state"] as? String == "not_found")
            #expect(!stranger.signals.map(\.id).contains(.notInRegister))
        }
    }

    @Test func pagesSaySoWithTheDayTheSourceAndWithoutAPromise() async throws {
        try await Scene.play { scene in
            try await scene.take(.britain, "gb-1.csv")
            let job = try await scene.british(1, "Acme Ltd", in: "London")
            for path in [job.path, job.employer.path] {
                let text = try await scene.app.get(path).text
                #expect(text.contains("Licensed to sponsor.") && text.contains("Listed on 2026-11-19 as"))
                #expect(text.contains("ACME LIMITED") && text.contains("Worker (A rating)"))
                #expect(text.contains("Open Government Licence v3.0") && text.contains("A licence is no promise"))
                #expect(!text.contains("sponsors you"))
            }
            let german = try await scene.post(2)
            #expect(try await scene.app.get(german.path).text.contains("No licence needed."))
            let record = try await scene.app.api(.get, "/api/v1/jobs/\(job.id)").json()
            #expect((record["register"] as? [String: Any])?["state"] as? String == "licensed")
            // Of a country whose register nobody imported nothing is said.
            let dutch = try await scene.post(3) { ($0.employerName, $0.country) = ("Molen", "NL") }
            #expect(try await scene.standing(of: dutch).isEmpty)
        }
    }

    @Test func aNamesakeThatStaysHidesNoLoss() async throws {
        try await Scene.play { scene in
            let head = "Organisation Name,Town/City,County,Type & Rating,Route"
            let leeds = "Twin Ltd,Leeds,,Worker (A rating),Skilled Worker"
            let york = "Twin Limited,York,,Worker (A rating),Skilled Worker"
            func take(_ lines: [String], on day: String) async throws {
                _ = try await scene.app.services.jobs.importRegister(
                    .britain, Data(([head] + lines).joined(separator: "\n").utf8), on: day, skippingBroken: false)
            }
            try await take([leeds, york], on: "2026-11-19")
            let job = try await scene.british(1, "Twin", in: "Leeds")
            #expect(try await scene.standing(of: job)["state"] as? String == "licensed")
            try await scene.app.services.jobs.setSaved(true, job.id, as: scene.reader.principal)
            let before = try await scene.app.letters().count
            try await take([york], on: "2026-11-20")
            #expect(try await scene.standing(of: job)["state"] as? String == "candidates")
            let letters = try await scene.app.letters()
            #expect(letters.count == before + 1 && letters.last?.to == "reader@example.org")
        }
    }

    @Test func aModeratorDecidesOnceAndTheNextSnapshotKeepsIt() async throws {
        try await Scene.play { scene in
            let app = scene.app
            try await scene.take(.britain, "gb-1.csv")
            let job = try await scene.british(1, "Gamma Systems", in: "Cardiff")
            let path = "/moderation/sponsors/\(job.employer.slug)"
            for viewer in [Viewer.nobody, scene.reader.browser] {
                _ = try await scene.refuses(404) { try await app.get("/moderation/sponsors", as: viewer) }
                _ = try await scene.refuses(404) { try await app.submit(path, ["organisation": ""], as: viewer) }
            }
            let wrong = try await scene.refuses(422) {
                try await app.submit(path, ["organisation": "acme|london"], as: scene.moderator.browser)
            }
            #expect(wrong.text.contains("role=\"alert\""))
            #expect(try await app.get(job.path).text.contains("Several candidates."))
            let queue = try await app.get("/moderation/sponsors", as: scene.moderator.browser).text
            #expect(queue.contains("gamma systems|bristol") && queue.contains("gamma systems|york"))
            let items = try await app.api(.get, "/api/v1/sponsor-candidates", as: scene.moderator.program).items()
            #expect((items.first?["candidates"] as? [[String: Any]])?.count == 2)
            let chosen = try await app.submit(
                path, ["organisation": "gamma systems|york"], as: scene.moderator.browser)
            #expect(chosen.status == 303)
            #expect(try await scene.standing(of: job)["name"] as? String == "Gamma Systems Limited")
            try await scene.take(.britain, "gb-2.csv", on: "2026-11-20")
            let kept = try await scene.standing(of: job)
            #expect(kept["state"] as? String == "licensed" && kept["day"] as? String == "2026-11-20")
            let none = try await app.api(
                .put, "/api/v1/employers/\(job.employer.slug)/sponsor", "{}", as: scene.moderator.program)
            #expect((try none.json()["register"] as? [String: Any])?["state"] as? String == "not_found")
            let empty = try await app.get("/moderation/sponsors", as: scene.moderator.browser).text
            #expect(empty.contains("No employer waits"))
        }
    }

    @Test func whoKeepsTheirJobsIsToldOnceOfALossAndNobodyElse() async throws {
        try await Scene.play { scene in
            let (app, jobs) = (scene.app, scene.app.services.jobs)
            try await scene.take(.britain, "gb-1.csv")
            let gone = try await scene.british(1, "Acme Ltd", in: "London")
            let down = try await scene.british(2, "Saffron Kitchen", in: "Leeds")
            let same = try await scene.british(3, "Gamma Systems", in: "York")
            let (other, unconfirmed) = (try await app.member("other"), try await app.member("unconfirmed"))
            for job in [gone, down] { try await jobs.setSaved(true, job.id, as: scene.reader.principal) }
            try await jobs.setSaved(true, gone.id, as: unconfirmed.principal)
            try await jobs.setSaved(true, same.id, as: other.principal)
            try await app.change("UPDATE account SET email_verified_at = NULL WHERE id = \(unconfirmed.id)")
            try await app.change("DELETE FROM mail_message")
            try await scene.take(.britain, "gb-2.csv", on: "2026-11-20")
            let letters = try await app.letters()
            #expect(letters.map(\.to) == ["reader@example.org"])
            let body = try #require(letters.first?.body)
            #expect(body.contains("Acme Ltd is not in the register") && body.contains("Saffron Kitchen stands in"))
            #expect(body.contains("/employers/acme-ltd-gb"))
            #expect(try await scene.standing(of: gone)["state"] as? String == "gone")
            #expect(try await scene.standing(of: down)["state"] as? String == "listed")
            try await scene.take(.britain, "gb-2.csv", on: "2026-11-21")
            #expect(try await app.letters().count == 1)
        }
    }

    @Test func aClaimToSponsorThatTheRegisterDoesNotKnowIsASignal() async throws {
        try await Scene.play { scene in
            let before = try await scene.british(1, "Nowhere Ltd", in: "London")
            #expect(before.signals.isEmpty)
            try await scene.take(.britain, "gb-1.csv")
            let missing = try await scene.british(2, "Nowhere Ltd", in: "London")
            #expect(missing.signals.map(\.id) == [.notInRegister] && missing.score == 3)
            #expect(try await scene.app.get(missing.path).text.contains("not in the official register of sponsors"))
            let silent = try await scene.british(3, "Nowhere Ltd", in: "London") {
                ($0.sponsorship, $0.sponsorshipEvidence) = ("unknown", "")
            }
            let candidate = try await scene.british(4, "Acme", in: "Manchester")
            let listed = try await scene.british(5, "Acme", in: "London")
            #expect([silent, candidate, listed].allSatisfy { $0.signals.isEmpty })
        }
    }
}
