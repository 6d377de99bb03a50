import Core
import Foundation
import TestSupport
import Testing

@Suite("The list of mentors")
struct MentorListTests {
    // MARK: What is refused

    @Test func whoHasNoLevelIsNotThere() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide, isGranted: false)
            #expect(try await scene.listed().isEmpty)
            #expect(try await scene.app.api(.get, "/api/v1/mentors/guide", as: scene.seeker.program).status == 404)
            #expect(try await scene.app.get("/mentors/guide", as: scene.guide.browser).status == 200)
            #expect(try await scene.app.get("/mentors/guide", as: scene.moderator.browser).status == 200)
            #expect(try await scene.app.get("/mentors/nobody-here", as: scene.seeker.browser).status == 404)
        }
    }

    @Test func whoBlocksIsNotMetByEither() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            try await scene.app.services.accounts.setBlock(true, on: scene.guide.id, as: scene.seeker.principal)
            try await scene.app.services.accounts.setBlock(true, on: scene.other.id, as: scene.guide.principal)
            for member in [scene.seeker, scene.other] {
                #expect(try await scene.listed(as: member).isEmpty)
                #expect(try await scene.app.get("/mentors/guide", as: member.browser).status == 404)
            }
            let third = try await scene.app.member("third")
            #expect(try await scene.listed(as: third) == ["guide"])
        }
    }

    @Test func whatCannotBeAskedForIsNamed() async throws {
        try await Scene.play { scene in
            let bad = try await scene.refuses(422) {
                try await scene.app.api(
                    .get, "/api/v1/mentors?country=Mars&topic=magic&language=!", as: scene.seeker.program)
            }
            #expect(try bad.pointers() == ["#/country", "#/topic", "#/language"])
            let page = try await scene.app.get("/mentors?country=Mars", as: scene.seeker.browser)
            #expect(page.status == 422 && page.text.contains(#"value="Mars""#))
        }
    }

    // MARK: What is shown

    @Test func itIsNarrowedByPlaceTopicLanguageAndPathway() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            scene.app.clock.advance(.minutes(1))
            try await scene.guides(
                scene.other,
                [
                    "topics": ["housing"], "experiences": [[String: Any]](),
                    "languages": [["code": "en", "level": 6], ["code": "de", "level": 3]],
                    "stays": [["country": "NL", "city": "Delft", "since": "2019-01", "until": "2021-05"]],
                ])
            #expect(try await scene.listed() == ["other", "guide"])
            #expect(try await scene.listed("?country=NL") == ["other"])
            #expect(try await scene.listed("?country=de&topic=interviews&language=ur") == ["guide"])
            #expect(try await scene.listed("?pathway=de-eu-blue-card") == ["guide"])
            // Said to be B1: too little to be found by.
            #expect(try await scene.listed("?language=de").isEmpty)
            let first = try await scene.app.api(.get, "/api/v1/mentors?limit=1", as: scene.seeker.program).json()
            let next = try #require(first["next"] as? String)
            #expect(try await scene.listed("?limit=1&after=\(next)") == ["guide"])
            let none = try await scene.app.get("/mentors?country=Japan", as: scene.seeker.browser)
            #expect(none.text.contains("No mentor is like that"))
            #expect(none.header("X-Robots-Tag") == "noindex")
        }
    }

    @Test func othersReadCoarsely() async throws {
        try await Scene.play { scene in
            try await scene.guides(
                scene.guide,
                [
                    "stays": [["country": "DE", "city": "Berlin", "since": "2020-03", "until": "2024-11"]],
                    "capacity": 7,
                ])
            let record = try await scene.app.api(.get, "/api/v1/mentors/guide", as: scene.seeker.program)
            let page = try await scene.app.get("/mentors/guide", as: scene.seeker.browser)
            let list = try await scene.app.get("/mentors", as: scene.seeker.browser)
            for answer in [record, page, list] {
                #expect(answer.status == 200)
                for secret in ["Canaryfirm", "2020-03", "2024-11", "capacity"] {
                    #expect(!answer.text.contains(secret), "\(secret)")
                }
            }
            #expect(page.text.contains("large bank") && page.text.contains("Germany, Berlin, 2020 to 2024"))
            #expect(page.text.contains("Mon, Tue, Wed, Thu, Fri 17:00–21:00 (Europe/Berlin)"))
            #expect(page.text.contains("/visas/de/eu-blue-card") && page.text.contains("They do not choose a pathway"))
            let own = try await scene.app.api(.get, Scene.mentorProfile, as: scene.guide.program)
            #expect(own.text.contains("Canaryfirm GmbH"))
        }
    }

    @Test func aPathwayCountsWhoWentIt() async throws {
        try await Scene.play { scene in
            let before = try await scene.app.get("/visas/de/eu-blue-card")
            #expect(!before.text.contains("/mentors?pathway="))
            try await scene.guides(scene.guide)
            let page = try await scene.app.get("/visas/de/eu-blue-card")
            #expect(
                page.text.contains("1 mentor went this way") && page.text.contains("/mentors?pathway=de-eu-blue-card"))
            #expect(!page.text.contains("Name of guide"))
            let list = try await scene.app.get("/mentors?pathway=de-eu-blue-card", as: scene.seeker.browser)
            #expect(list.text.contains("Mentors who went this way:") && list.text.contains("Name of guide"))
        }
    }

    @Test func membersReadOnAPathwayWhoWentItAndTakesRequests() async throws {
        try await Scene.play { scene in
            let path = "/api/v1/pathways/de-eu-blue-card/mentors"
            let (away, apart) = (try await scene.app.member("away"), try await scene.app.member("apart"))
            for mentor in [scene.guide, apart] { try await scene.guides(mentor) }
            try await scene.guides(away, ["isAccepting": false])
            try await scene.guides(scene.other, isGranted: false)
            let block = try await scene.app.api(.put, "/api/v1/me/blocks/\(apart.id)", as: scene.seeker.program)
            #expect(block.status == 204, "\(block.text)")
            let named = try await scene.app.api(.get, path, as: scene.seeker.program)
            let mentors = try named.json()["mentors"] as? [[String: Any]] ?? []
            let names = mentors.compactMap { ($0["member"] as? [String: Any])?["username"] as? String }
            #expect(try named.json()["count"] as? Int == 3 && names == ["guide"])
            for secret in ["Canaryfirm", "2022-03"] { #expect(!named.text.contains(secret)) }
            let page = try await scene.app.get("/visas/de/eu-blue-card", as: scene.seeker.browser).text
            #expect(page.contains("Name of guide") && page.contains("/mentors/guide"))
            #expect(page.contains("went it in 2022, Germany, Berlin, large bank"))
            #expect(!page.contains("Name of apart") && !page.contains("Name of away") && !page.contains("Canaryfirm"))
            #expect(page.contains("3 mentors went this way") && page.contains("/mentors?pathway=de-eu-blue-card"))
            let visitor = try await scene.app.get(path).json()
            #expect(visitor["count"] as? Int == 3 && (visitor["mentors"] as? [Any])?.isEmpty == true)
            #expect(try await scene.app.get("/api/v1/pathways/xx-nothing/mentors").status == 404)
        }
    }
}
