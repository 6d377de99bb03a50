import Accounts
import Core
import Foundation
import Storage
import TestSupport
import Testing

@Suite("Members in the search of the site")
struct MemberSearchTests {
    /// Paths of the members that a search finds, beside posts or by themselves.
    private func found(_ app: TestApp, _ query: String, as viewer: Viewer = .nobody) async throws -> [String] {
        let text = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        var paths: [[String]] = []
        for type in ["", "&type=member"] {
            let answer = try await app.get("/api/v1/search?q=\(text)\(type)", as: viewer).json()
            let items = answer["items"] as? [[String: Any]] ?? []
            let beside = answer["members"] as? [[String: Any]] ?? []
            paths.append(
                (beside + items).filter { $0["type"] as? String == "member" }
                    .compactMap { ($0["member"] as? [String: Any])?["path"] as? String })
        }
        #expect(paths.first == paths.last, "\(query)")
        return paths.last ?? []
    }

    @Test func whoIsGoneSuspendedOrNotConfirmedIsNotFound() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana", displayName: "Zeppelina Khan")
            #expect(try await found(app, "zeppelina") == ["/members/sana"])
            try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(sana.id)")
            #expect(try await found(app, "zeppelina") == [])
            try await app.change("UPDATE account SET state = 'active', email_verified_at = NULL WHERE id = \(sana.id)")
            #expect(try await found(app, "zeppelina") == [])
            try await app.change("UPDATE account SET email_verified_at = 1 WHERE id = \(sana.id)")
            _ = try await app.submit(
                "/settings/data/leave", ["password": TestApp.password, "posts": "anonymise"], as: sana.browser)
            app.clock.advance(.days(15))
            try await app.services.leaving.eraseDue()
            #expect(try await found(app, "zeppelina") == [])
            #expect(try await found(app, "sana") == [])
            #expect(!(try await app.get("/search?q=zeppelina").text.contains("/members/")))
        }
    }

    @Test func theyAreFoundByNamesInBothLanguages() async throws {
        try await TestApp.run { app in
            _ = try await app.member("ayesha_k", displayName: "عائشہ خان")
            _ = try await app.member("ayeshahmad", displayName: "Ayesha Ahmad")
            #expect(try await Set(found(app, "ayesha")) == ["/members/ayesha_k", "/members/ayeshahmad"])
            #expect(try await found(app, "Ayesha Ahmad") == ["/members/ayeshahmad"])
            // Other forms of the same letters, as keyboards of other languages type them.
            for query in ["عائشہ", "عائشه خان", "خان"] {
                #expect(try await found(app, query) == ["/members/ayesha_k"], "\(query)")
            }
            let page = try await app.get("/search?q=ahmad").text
            #expect(page.contains("id=\"found-member\"") && page.contains("href=\"/members/ayeshahmad\""))
            #expect(page.contains("Members") && !page.contains("id=\"missing\""))
        }
    }

    @Test func whoeverIsRenamedIsFoundByTheNewNames() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana", displayName: "Zeppelina Khan")
            let change = try await app.api(
                .patch, "/api/v1/me", #"{"displayName": "Balloona Khan"}"#, as: sana.program)
            #expect(change.status == 200)
            #expect(try await found(app, "zeppelina") == [])
            #expect(try await found(app, "balloona") == ["/members/sana"])
            _ = try await app.services.accounts.rename(to: "airship", as: sana.principal)
            #expect(try await found(app, "airship") == ["/members/airship"])
            #expect(try await found(app, "balloona") == ["/members/airship"])
        }
    }

    @Test func whatIsMissingIsNoticedAndPutIn() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana", displayName: "Zeppelina Khan")
            let services = app.services
            try await services.store.write { transaction in
                try transaction.dialect.search.remove("member:\(sana.id)", in: transaction)
            }
            #expect(try await found(app, "zeppelina") == [])
            let findings = try await services.store.read { try AccountService.searchDifferences(in: $0) }
            #expect(findings.count == 1)
            #expect(try await services.accounts.fillSearchIndex() == 1)
            #expect(try await services.accounts.fillSearchIndex() == 0)
            #expect(try await found(app, "zeppelina") == ["/members/sana"])
            _ = try await services.refillSearchIndex()
            #expect(try await found(app, "zeppelina") == ["/members/sana"])
        }
    }
}
