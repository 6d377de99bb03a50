import Core
import Foundation
import Storage
import TestSupport
import Testing

@testable import Forum

/// Each `TestApp.run` compares the index with the posts at its end; here is what else it must do.
@Suite("The search index says what the posts say")
struct SearchIndexTests {
    @Test func everyWayOfWritingIsFoundByItsNewWordsAndNoLongerByItsOld() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let answer = try await app.answer(scene.thread, by: scene.helper, body: "They asked for the walrus form.")
            #expect(try await app.isFound("walrus"))
            _ = try await scene.forum.edit(
                PostChange(body: "They asked for the carpenter form.", baseRev: nil), of: answer.id,
                as: scene.helper.principal)
            #expect(try await app.isFound("walrus") == false)
            #expect(try await app.isFound("carpenter"))
            _ = try await scene.forum.edit(
                PostChange(
                    body: "A new text of mine with oysters.", title: "Does the oyster need a visa?", baseRev: nil),
                of: scene.thread.openingPostID, as: scene.asker.principal)
            #expect(try await app.found("oyster") == ["Does the oyster need a visa?"])
            #expect(try await app.isFound("degree") == false)
            _ = try await scene.forum.changeThread(
                ThreadChange(title: "Does the lobster need a visa?", tags: ["crab"]), of: scene.thread.id,
                as: scene.asker.principal)
            #expect(try await app.isFound("lobster"))
            #expect(try await app.isFound("crab"))
            #expect(try await app.isFound("\"the oyster\"") == false)
        }
    }

    @Test func whatIsErasedLeavesTheIndexAndTheFiles() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let answer = try await app.answer(
                scene.thread, by: scene.helper, body: "My number is walruscarpenter, keep it.")
            let thread = try await app.question(
                "The oystersandlobsters question", in: scene.thread.category.id, by: scene.asker, tags: ["crabsand"])
            for number in 1...30 {
                _ = try await app.answer(scene.thread, by: scene.helper, body: "Answer number \(number) of quite many.")
            }
            try await scene.forum.deletePost(answer.id, as: scene.helper.principal)
            try await scene.forum.deleteThread(thread.id, as: scene.asker.principal)
            #expect(try await app.isFound("walruscarpenter") == false)
            #expect(try await app.isFound("oystersandlobsters") == false)
            app.clock.advance(.days(2))
            try await scene.forum.eraseDeleted()
            try await app.services.store.emptyLog()
            let everything = try await app.everything()
            for word in ["walruscarpenter", "oystersandlobsters"] { #expect(!everything.contains(word), "\(word)") }
            #expect(everything.contains("quite"))
        }
    }

    @Test func postsFromBeforeAreFilledInAndAnInterruptionIsTakenUp() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let answer = try await app.answer(scene.thread, by: scene.helper, body: "They asked for the walrus form.")
            // As a database of an older version has it.
            try await app.services.store.write { transaction in
                try transaction.dialect.search.clear(in: transaction)
                try SearchFilling.restart(in: transaction)
            }
            #expect(try await app.isFound("walrus") == false)
            let unfilled = try await app.services.store.read { try ForumService.searchFindings(in: $0) }
            #expect(unfilled == [ForumService.unfilledIndex])
            // A post that is written before the filling is done.
            _ = try await app.answer(scene.thread, by: scene.helper, body: "They asked for the carpenter form.")
            try await app.services.store.write { transaction in
                _ = try SearchFilling.resume(SearchText.version, in: transaction)
                try SearchDocuments.write(answer.id, in: transaction)
                try SearchFilling.note(filledTo: "", in: transaction)
            }
            #expect(try await scene.forum.fillSearchIndex() == 3)
            #expect(try await app.isFound("walrus"))
            #expect(try await app.isFound("carpenter"))
            #expect(try await app.isFound("degree"))
            #expect(try await scene.forum.fillSearchIndex() == 0)
            #expect(try await scene.forum.refillSearchIndex() == 3)
            _ = try await app.services.refillSearchIndex()
            let findings = try await app.services.store.read { try ForumService.searchFindings(in: $0) }
            #expect(findings == [])
        }
    }

    @Test func aDifferenceIsNamed() async throws {
        try await TestApp.run(tampering: true) { app in
            let asker = try await app.member("asker")
            let thread = try await app.question(in: try await app.category(), by: asker)
            let answer = try await app.answer(thread, by: asker)
            try await app.change("UPDATE forum_post SET body = 'Quite other words.' WHERE id = \(answer.id)")
            let changed = try await app.services.store.read { try ForumService.searchDifferences(in: $0) }
            #expect(changed == ["post/\(answer.id): the search index has other words for it"])
            try await app.services.store.write { try $0.dialect.search.remove(answer.id.text, in: $0) }
            let missing = try await app.services.store.read { try ForumService.searchDifferences(in: $0) }
            #expect(missing.contains("post/\(answer.id): not in the search index") && missing.count == 2)
        }
    }
}

@Suite("Similar questions, before one asks")
struct SimilarThreadTests {
    @Test func aTitleThatIsTooShortOrSaysNothingFindsNothing() async throws {
        try await Scene.play { scene in
            for title in ["", "Blue Card", "how do I do this", "!!!!!!!!!!!!!!!", "Zebras and lions and giraffes"] {
                let similar = try await scene.forum.similarThreads(to: title, as: .visitor)
                #expect(similar.isEmpty, "\(title)")
            }
        }
    }

    @Test func theMostAlikeComeFirstAtMostFive() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let category = scene.thread.category.id
            for number in 1...7 {
                _ = try await app.question("Blue Card question number \(number)", in: category, by: scene.asker)
            }
            _ = try await app.question("Where to live in Leipzig?", in: category, by: scene.asker)
            let similar = try await scene.forum.similarThreads(
                to: "What degree paper do I need for a Blue Card?", as: .visitor)
            #expect(similar.count == 5 && similar.first?.id == scene.thread.id)
            let areCards = similar.allSatisfy { $0.title.contains("Blue Card") }
            #expect(areCards)
        }
    }

    @Test func urduTitlesAreCompared() async throws {
        try await Scene.play { scene in
            let thread = try await scene.app.question(
                "جرمنی کے ویزے کے لیے بینک اکاؤنٹ کیسے کھولیں؟", in: scene.thread.category.id, by: scene.asker)
            let similar = try await scene.forum.similarThreads(
                to: "جرمني میں بينك اکاؤنٹ کھولنا ہے", as: .visitor)
            let ids = similar.map(\.id)
            #expect(ids == [thread.id])
        }
    }
}
