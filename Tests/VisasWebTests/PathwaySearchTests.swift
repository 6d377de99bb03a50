import Core
import Foundation
import Storage
import TestSupport
import Testing
import Visas

@Suite("Visa pathways in the search of the site")
struct PathwaySearchTests {
    /// Ids of the pathways, and how many posts, that an address of the API finds.
    private func found(_ app: TestApp, _ query: String) async throws -> (pathways: [String], posts: Int) {
        let answer = try await app.get("/api/v1/search?\(query)").json()
        let items = answer["items"] as? [[String: Any]] ?? []
        let beside = answer["pathways"] as? [[String: Any]] ?? []
        #expect(beside.isEmpty || !query.contains("type="), "they are items where they alone are asked for")
        let pathways = (beside + items).filter { $0["type"] as? String == "pathway" }
            .compactMap { ($0["pathway"] as? [String: Any])?["id"] as? String }
        return (pathways, items.count { $0["postId"] != nil })
    }

    @Test func whatNobodySaysFindsNone() async throws {
        try await Scene.play { scene in
            for query in ["q=", "q=zeppelin", "q=zeppelin&type=pathway", "type=pathway", "q=is:solved"] {
                let pathways = try await found(scene.app, query).pathways
                #expect(pathways == [], "\(query)")
            }
            let refused = try await scene.app.get("/api/v1/search?q=card&type=visa")
            #expect(refused.status == 422)
        }
    }

    @Test func theyAreFoundByNameByCountryAndByWhatIsSaidOfThem() async throws {
        try await Scene.play { scene in
            #expect(try await found(scene.app, "q=eu+blue+card+germany").pathways.first == "de-eu-blue-card")
            #expect(try await found(scene.app, "q=Chancenkarte").pathways.contains("de-opportunity-card"))
            let germany = try await found(scene.app, "q=germany&type=pathway").pathways
            #expect(germany.count > 1 && germany.contains("de-eu-blue-card"))
            let word = "جرمنی".addingPercentEncoding(withAllowedCharacters: CharacterSet()) ?? ""
            let urdu = try await found(scene.app, "q=\(word)&type=pathway").pathways
            #expect(!urdu.isEmpty && urdu.allSatisfy { $0.hasPrefix("de-") })
            let begun = try await found(scene.app, "q=chancenk").pathways
            #expect(begun.contains("de-opportunity-card"), "the last word may be the beginning of one")
        }
    }

    @Test func theBestFewStandBesideThePosts() async throws {
        try await Scene.play { scene in
            let category = try await scene.app.category()
            _ = try await scene.app.question(
                "Which visa for Germany is quickest?", in: category, by: scene.regular)
            let both = try await found(scene.app, "q=visa&limit=20")
            #expect(both.pathways.count == 3 && both.posts == 1)
            let posts = try await scene.app.get("/api/v1/search?q=visa").items()
            #expect(posts.count == 1 && posts[0]["type"] as? String == "thread")
            #expect(try await found(scene.app, "q=visa&type=thread").pathways == [])
            let page = try await scene.app.get("/search?q=visa").text
            #expect(page.contains("id=\"found-pathway\"") && page.contains("type=pathway"))
            #expect(page.contains("/visas/"))
        }
    }

    @Test func pathwaysAloneGoOnFromPageToPage() async throws {
        try await Scene.play { scene in
            let all = try await found(scene.app, "q=visa&type=pathway&limit=100").pathways
            var walked: [String] = []
            var next: String? = ""
            while let cursor = next {
                let answer = try await scene.app.get(
                    "/api/v1/search?q=visa&type=pathway&limit=4" + (cursor.isEmpty ? "" : "&after=\(cursor)")
                ).json()
                let items = answer["items"] as? [[String: Any]] ?? []
                #expect(items.count <= 4)
                walked += items.compactMap { ($0["pathway"] as? [String: Any])?["id"] as? String }
                next = answer["next"] as? String
            }
            #expect(walked == all && all.count > 4)
            let page = try await scene.app.get("/search?q=visa&type=pathway").text
            #expect(page.contains("id=\"found-pathway\"") && !page.contains("id=\"missing\""))
        }
    }

    /// A correction is found when it is in force; what waits for a second person is nowhere.
    @Test func whatWaitsForASecondPersonIsNotFound() async throws {
        try await Scene.play { scene in
            let answer = try await scene.edit("requirements", "age: Under 45 with a licence for zeppelins")
            let id = try #require(try answer.json()["id"] as? String)
            #expect(try await found(scene.app, "q=zeppelins").pathways == [])
            #expect(try await scene.decide("accept", id).status == 200)
            #expect(try await found(scene.app, "q=zeppelins").pathways == ["de-eu-blue-card"])
            _ = try await scene.edit("summary", "For graduates who build zeppelins.")
            let excerpt = try await scene.app.get("/search?q=zeppelins").text
            #expect(excerpt.contains("<mark>zeppelins</mark>"))
        }
    }

    /// A community from before pathways were searched for, and an index that was emptied.
    @Test func anIndexWithoutThemIsFilled() async throws {
        try await Scene.play { scene in
            try await scene.app.services.store.write { transaction in
                try transaction.dialect.search.clear(in: transaction)
            }
            let findings = try await scene.app.services.store.read { try VisaService.searchDifferences(in: $0) }
            #expect(findings.count == 40)
            #expect(try await found(scene.app, "q=germany").pathways == [])
            #expect(try await scene.app.services.visas.fillSearchIndex() == 40)
            #expect(try await scene.app.services.visas.fillSearchIndex() == 0)
            let again = try await found(scene.app, "q=germany").pathways
            #expect(!again.isEmpty)
            _ = try await scene.app.services.refillSearchIndex()
            let healed = try await scene.app.services.store.read { try VisaService.searchDifferences(in: $0) }
            #expect(healed == [])
        }
    }
}
