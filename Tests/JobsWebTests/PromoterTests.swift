import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Licences to recruit in Pakistan")
struct PromoterTests {
    @Test func withoutAListThePageSaysSoAndNamesTheOfficialOne() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get("/promoters?q=2839")
            #expect(page.status == 200 && page.text.contains("no list of promoters yet"))
            #expect(page.text.contains("https://beoe.gov.pk/list-of-oeps") && page.text.contains("fia.gov.pk"))
            #expect(try await scene.app.api(.get, "/api/v1/promoters?q=2839").json()["day"] == nil)
        }
    }

    @Test(arguments: [
        ("2839/RWP", ["2839/RWP"]), ("op&hrd / 2839-rwp", ["2839/RWP"]), ("2839", ["2839/RWP"]),
        ("2839/LHR", []), ("283", []), ("al khair", ["2839/RWP"]), ("recruiting", ["1077/LHR"]),
        ("AL-KHAIR Overseas", ["2839/RWP"]), ("%", []), ("nobody", []), ("", []),
    ])
    func aLicenceIsFoundByItsNumberOrByWordsOfTheName(asked: String, keys: [String]) async throws {
        try await Scene.play { scene in
            try await scene.take(.promoters, "pk-1.csv")
            let query = asked.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let answer = try await scene.app.api(.get, "/api/v1/promoters?q=\(query)").json()
            #expect((answer["items"] as? [[String: Any]])?.compactMap { $0["key"] as? String } == keys)
            #expect(answer["day"] as? String == "2026-11-19")
        }
    }

    @Test func thePageNamesTheDayTheStatusAndWhatIsNotThere() async throws {
        try await Scene.play { scene in
            try await scene.take(.promoters, "pk-1.csv")
            let found = try await scene.app.get("/promoters?q=2839").text
            #expect(found.contains("Al-Khair Overseas") && found.contains("class=\"done\">Licensed"))
            #expect(found.contains("list of 2026-11-19"))
            let suspended = try await scene.app.get("/promoters?q=1077").text
            #expect(suspended.contains("Not licensed now: Suspended"))
            let none = try await scene.app.get("/promoters?q=9999/LHR").text
            #expect(none.contains("Not found on 2026-11-19: “9999/LHR”"))
            let long = try await scene.app.get("/promoters?q=\(String(repeating: "x", count: 121))")
            #expect(long.status == 422 && long.text.contains("role=\"alert\""))
        }
    }

    @Test(arguments: [
        ("Apply to our office, BEOE license no. 2839/RWP.", true, []),
        ("Apply to our office, BEOE license no. 2839/LHR.", true, ["agent_licence"]),
        ("Overseas employment promoter, licence number 1077.", true, ["agent_licence"]),
        ("Overseas employment promoter, licence number 2839.", true, []),
        ("BEOE license no. 2839/LHR.", false, []), ("Apply through our travel agency.", true, ["agent_licence"]),
        ("Apply through our travel agency.", false, ["agent_licence"]),
        ("We are an overseas employment promoter.", true, ["agent_licence"]),
        ("We build software for travel agencies; a driving licence no. is not needed.", true, []),
        ("We hold a sponsor licence since 2019, licence number 4711.", true, []),
    ])
    func anAgentWithoutALicenceIsASignal(words: String, hasList: Bool, signals: [String]) async throws {
        try await Scene.play { scene in
            if hasList { try await scene.take(.promoters, "pk-1.csv") }
            let job = try await scene.post { $0.body = "\(words) \(Scene.text)" }
            #expect(job.signals.map(\.id.rawValue) == signals)
            #expect(try await scene.state(of: job) == (signals.isEmpty ? "open" : "held"))
        }
    }
}
