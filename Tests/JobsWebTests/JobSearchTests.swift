import Core
import Foundation
import Jobs
import Storage
import TestSupport
import Testing

@Suite("Open jobs in the search of the site")
struct JobSearchTests {
    /// Ids of the jobs that a search finds, beside posts or by themselves.
    private func found(_ app: TestApp, _ query: String) async throws -> [String] {
        let answer = try await app.get("/api/v1/search?\(query)").json()
        let items = answer["items"] as? [[String: Any]] ?? []
        let beside = answer["jobs"] as? [[String: Any]] ?? []
        return (beside + items).filter { $0["type"] as? String == "job" }
            .compactMap { ($0["job"] as? [String: Any])?["id"] as? String }
    }

    @Test func whatIsNotOpenIsNotFound() async throws {
        try await Scene.play { scene in
            let held = try await scene.post(1, by: scene.reader) { $0.title = "Zeppelin engineer, held" }
            #expect(held.state == .held)
            for query in ["q=zeppelin", "q=zeppelin&type=job", "type=job", "q=is:solved&type=job"] {
                #expect(try await found(scene.app, query) == [], "\(query)")
            }
            let page = try await scene.app.get("/search?q=zeppelin&type=job", as: scene.moderator.browser).text
            #expect(!page.contains("Zeppelin engineer"), "for nobody: the queue shows moderators what is held")
        }
    }

    @Test func theyAreFoundByTitleEmployerPlaceSkillAndWords() async throws {
        try await Scene.play { scene in
            let job = try await scene.post(1) {
                ($0.title, $0.skills) = ("Zeppelin engineer", ["embedded-c"])
                $0.body =
                    "Die Aufgabe ist **sehr** schön: carpenters and walruses build airships with us, in a town by "
                    + "the sea with a long pier."
            }
            try await scene.post(2)
            let urdu = "جرمنی".addingPercentEncoding(withAllowedCharacters: CharacterSet()) ?? ""
            for query in ["zeppelin", "zeppelin+gleis", "zeppelin+berlin", "zeppelin+\(urdu)", "walruses", "embedded"] {
                #expect(try await found(scene.app, "q=\(query)&type=job") == [job.id.text], "\(query)")
                #expect(try await found(scene.app, "q=\(query)") == [job.id.text], "\(query)")
            }
            #expect(try await found(scene.app, "q=\(urdu)&type=job").count == 2)
            let page = try await scene.app.get("/search?q=walruses").text
            #expect(page.contains("id=\"found-job\"") && page.contains(job.path) && page.contains("Gleis GmbH"))
            #expect(page.contains("<mark>walruses</mark>") && !page.contains("**sehr**"))
            #expect(!page.contains("id=\"missing\""))
        }
    }

    @Test func whatChangesIsFoundByItsNewWordsAndWhatEndsNoMore() async throws {
        try await Scene.play { scene in
            let job = try await scene.post(1) { $0.title = "Zeppelin engineer" }
            let jobs = scene.app.services.jobs
            var draft = JobDraft()
            draft.title = "Balloon engineer"
            _ = try await jobs.change(draft, of: job.id, as: scene.poster.principal)
            #expect(try await found(scene.app, "q=zeppelin") == [])
            #expect(try await found(scene.app, "q=balloon") == [job.id.text])
            _ = try await jobs.move(JobStepDraft(step: "close"), job.id, as: scene.poster.principal)
            #expect(try await found(scene.app, "q=balloon") == [])
            #expect(!(try await scene.app.get("/search?q=balloon").text.contains("Balloon engineer")))
        }
    }

    /// The newest thousand that say a word are ranked; of posts, however many adverts say it.
    @Test func advertsDoNotTakeThePlacesOfPosts() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let thread = try await app.question(
                "Do zeppelins need a visa?", in: try await app.category(), by: scene.poster)
            let old = try await scene.post(1) { $0.title = "Zeppelins, the oldest advert" }
            try await app.services.store.write { transaction in
                for number in 1...1_200 {
                    try transaction.dialect.search.add(
                        SearchDocument(
                            id: "other:\(number)", writtenAt: Timestamp(milliseconds: 1), title: "zeppelins",
                            tags: "+job", body: ""), in: transaction)
                }
            }
            let answer = try await app.get("/api/v1/search?q=zeppelins").json()
            let threads = (answer["items"] as? [[String: Any]])?.compactMap { $0["thread"] as? [String: Any] }
            #expect(threads?.compactMap { $0["id"] as? String } == [thread.id.text])
            #expect(try await found(app, "q=zeppelins&type=job") == [], "\(old.id) is not among the newest thousand")
            try await app.services.store.write { transaction in
                for number in 1...1_200 { try transaction.dialect.search.remove("other:\(number)", in: transaction) }
            }
            #expect(try await found(app, "q=zeppelins&type=job") == [old.id.text])
        }
    }

    /// A community from before jobs were searched for, and an index that was emptied.
    @Test func anIndexWithoutThemIsFilled() async throws {
        try await Scene.play { scene in
            let job = try await scene.post(1)
            try await scene.post(2)
            let services = scene.app.services
            try await services.store.write { try $0.dialect.search.clear(in: $0) }
            let findings = try await services.store.read { try JobService.searchDifferences(in: $0) }
            #expect(findings.count == 2)
            #expect(try await services.jobs.fillSearchIndex() == 2)
            #expect(try await services.jobs.fillSearchIndex() == 0)
            #expect(try await found(scene.app, "q=number+1&type=job") == [job.id.text])
            _ = try await services.refillSearchIndex()
            #expect(try await services.store.read { try JobService.searchDifferences(in: $0) } == [])
        }
    }
}
