import Core
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Opportunities

@Suite("Opportunities: what is refused")
struct RefusedOpportunityTests {
    @Test func ambassadorsAloneOpenDoors() async throws {
        try await Scene.play { scene in
            let draft = """
                {"kind": "referral", "title": "Referral for developers", "body": "Our team looks for people.",
                "destination": "DE"}
                """
            for member in [scene.seeker, scene.moderator] {
                let refused = try await scene.refuses(403) {
                    try await scene.app.api(.post, Scene.api, draft, as: member.program)
                }
                #expect(try refused.code() == "opportunity_role")
                #expect(try await scene.app.get("/opportunities/new", as: member.browser).status == 403)
            }
            _ = try await scene.refuses(401) { try await scene.app.api(.post, Scene.api, draft) }
            #expect(try await !scene.app.get("/opportunities", as: scene.seeker.browser).text.contains("Open a door"))
        }
    }

    @Test func whatIsWrongIsNamedAndWhatWasTypedStays() async throws {
        try await Scene.play { scene in
            let bad = try await scene.refuses(422) {
                try await scene.app.api(
                    .post, Scene.api,
                    #"{"kind": "bribe", "title": "Short", "body": "Short", "destination": "ZZ", "seats": 51}"#,
                    as: scene.ambassador.program)
            }
            #expect(try bad.pointers() == ["#/kind", "#/title", "#/body", "#/destination", "#/seats"])
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/opportunities/new",
                    [
                        "kind": "venture", "title": "A venture", "body": "Words that stay as they were.",
                        "seats": "many",
                    ],
                    as: scene.ambassador.browser)
            }
            #expect(form.text.contains("Words that stay as they were.") && form.text.contains("many"))
            #expect(form.text.contains("field-title-error") && form.text.contains("field-seats-error"))
            #expect(try await scene.app.get("/opportunities?destination=ZZ").status == 422)
            #expect(try await scene.app.api(.get, "\(Scene.api)?kind=bribe").status == 422)
        }
    }

    @Test func othersChangeNothing() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            let interest = try await scene.showInterest(id)
            for member in [scene.seeker, scene.other] {
                _ = try await scene.refuses(403) { try await scene.move(id, "closed", by: member) }
                _ = try await scene.refuses(403) {
                    try await scene.app.api(
                        .patch, "\(Scene.api)/\(id)", #"{"seats": 3}"#, as: member.program)
                }
                _ = try await scene.refuses(404) {
                    try await scene.app.api(
                        .put, "\(Scene.api)/\(id)/interests/\(interest)/reply", #"{"reply": "Yes"}"#,
                        as: member.program)
                }
                #expect(
                    try await scene.app.api(.get, "\(Scene.api)/\(id)/interests", as: member.program).status == 404)
            }
            #expect(
                try await scene.app.api(.get, "\(Scene.api)/\(id)/interest", as: scene.other.program).status == 404)
            let page = try await scene.app.get("/opportunities/\(id)", as: scene.other.browser)
            #expect(!page.text.contains(Scene.note) && !page.text.contains("Who is interested"))
        }
    }

    @Test func onesOwnGoesForGoodWhenItIsOpenNoLonger() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let id = try await scene.open()
            try await scene.showInterest(id)
            let path = "\(Scene.api)/\(id)"
            _ = try await scene.refuses(401) { try await app.api(.delete, path) }
            for member in [scene.seeker, scene.moderator] {
                _ = try await scene.refuses(403) { try await app.api(.delete, path, as: member.program) }
                #expect(try await app.get("/opportunities/\(id)/delete", as: member.browser).status == 403)
            }
            let open = try await scene.refuses(409) { try await app.api(.delete, path, as: scene.ambassador.program) }
            #expect(try open.code() == "opportunity_open")
            #expect(try await !app.get("/opportunities/\(id)", as: scene.ambassador.browser).text.contains("/delete"))
            _ = try await scene.move(id, "closed", outcome: "hired")
            let page = try await app.get("/opportunities/\(id)/delete", as: scene.ambassador.browser)
            #expect(page.text.contains("cannot be undone") && page.text.contains("Referral for backend developers"))
            let gone = try await app.submit("/opportunities/\(id)/delete", [:], as: scene.ambassador.browser)
            #expect(gone.status == 303)
            for member in [scene.ambassador, scene.seeker] {
                #expect(try await app.api(.get, path, as: member.program).status == 404)
            }
            #expect(try await app.count("SELECT count(*) FROM opportunity_interest") == 0)
            #expect(try await scene.told(scene.ambassador).isEmpty)
            let again = try await scene.open()
            _ = try await scene.move(again, "matched")
            let deleted = try await app.api(.delete, "\(Scene.api)/\(again)", as: scene.ambassador.program)
            #expect(deleted.status == 204)
        }
    }

    @Test func interestIsForOpenOnesOfOthers() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            let path = "\(Scene.api)/\(id)/interest"
            let own = try await scene.refuses(403) {
                try await scene.app.api(
                    .put, path, #"{"note": "\#(Scene.note)"}"#, as: scene.ambassador.program)
            }
            #expect(try own.code() == "own_opportunity")
            let short = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/opportunities/\(id)/interest", ["note": "Hire me"], as: scene.seeker.browser)
            }
            #expect(short.text.contains("Hire me") && short.text.contains("field-note-error"))
            _ = try await scene.move(id, "matched")
            let late = try await scene.refuses(409) {
                try await scene.app.api(.put, path, #"{"note": "\#(Scene.note)"}"#, as: scene.seeker.program)
            }
            #expect(try late.code() == "opportunity_not_open")
            _ = try await scene.move(id, "closed")
            _ = try await scene.refuses(404) {
                try await scene.app.api(.put, path, #"{"note": "\#(Scene.note)"}"#, as: scene.seeker.program)
            }
        }
    }

    @Test func stepsThatAreNoneAndTwentyAtMost() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            #expect(try await scene.refuses(422) { try await scene.move(id, "gone") }.pointers() == ["#/state"])
            #expect(try await scene.refuses(409) { try await scene.move(id, "expired") }.code() == "opportunity_step")
            for number in 2...20 { _ = try await scene.open("Referral for developers \(number)") }
            let refused = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, Scene.api,
                    """
                    {"kind": "referral", "title": "One more referral", "body": "Our team looks for people.",
                    "destination": "DE"}
                    """, as: scene.ambassador.program)
            }
            #expect(try refused.code() == "too_many_opportunities")
            _ = try await scene.move(id, "closed")
            _ = try await scene.open("One more referral")
            #expect(try await scene.refuses(409) { try await scene.move(id, "open") }.code() == "opportunity_step")
        }
    }
}

@Suite("Opportunities")
struct OpportunityTests {
    @Test func aDoorIsOpenedReadChangedAndFoundByItsCountry() async throws {
        try await Scene.play { scene in
            #expect(try await scene.app.get("/opportunities").text.contains("No opportunity is open"))
            let fields: KeyValuePairs = [
                "formID": "opportunity-new", "kind": "return", "title": "Lead a team in Lahore again",
                "body": "A firm in Lahore looks for **somebody** who comes back.", "destination": "PK", "seats": "1",
            ]
            let first = try await scene.app.submit("/opportunities/new", fields, as: scene.ambassador.browser)
            let second = try await scene.app.submit("/opportunities/new", fields, as: scene.ambassador.browser)
            let path = try #require(first.header("Location"))
            #expect(first.status == 303 && second.header("Location") == path)
            let page = try await scene.app.get(path)
            for words in [
                "Lead a team", "<strong>somebody</strong>", "Way back", "Pakistan", "1 seat", "20 January 2027",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            _ = try await scene.open()
            #expect(try await scene.titles("?destination=PK") == ["Lead a team in Lahore again"])
            #expect(try await scene.titles("?kind=referral&destination=de").count == 1)
            #expect(try await scene.titles("?kind=venture").isEmpty)
            let none = try await scene.app.get("/opportunities?kind=venture")
            #expect(none.text.contains("No open opportunity fits"))
            let edited = try await scene.app.submit(
                "\(path)/edit",
                [
                    "kind": "return", "title": "Lead two teams in Lahore", "body": "A firm in Lahore looks for two.",
                    "destination": "PK", "seats": "2", "revision": "1",
                ], as: scene.ambassador.browser)
            #expect(edited.status == 303)
            #expect(try await scene.app.get(path).text.contains("2 seats"))
            let stale = try await scene.refuses(412) {
                try await scene.app.submit(
                    "\(path)/edit",
                    [
                        "kind": "return", "title": "Lead three teams in Lahore", "body": "A firm looks for three.",
                        "destination": "PK", "revision": "1",
                    ], as: scene.ambassador.browser)
            }
            #expect(stale.text.contains("Lead three teams"))
        }
    }

    @Test func theListHasPages() async throws {
        try await Scene.play { scene in
            for number in 1...5 {
                scene.app.clock.advance(.minutes(1))
                _ = try await scene.open("Referral for developers \(number)")
            }
            var titles: [String] = []
            var next: String? = ""
            while let cursor = next {
                let page = try await scene.app.api(.get, "\(Scene.api)?limit=2&destination=DE&after=\(cursor)")
                titles += try page.items().compactMap { $0["title"] as? String }
                next = try page.json()["next"] as? String
            }
            #expect(titles == (1...5).reversed().map { "Referral for developers \($0)" })
        }
    }

    @Test func interestIsShownAnsweredAndToldToTheTwo() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            let path = "/opportunities/\(id)"
            let shown = try await scene.app.submit(
                "\(path)/interest", ["note": "\(Scene.note)"], as: scene.seeker.browser)
            #expect(shown.status == 303)
            #expect(try await scene.told(scene.ambassador) == ["interest"])
            // Said otherwise, nobody is told again.
            let interest = try await scene.showInterest(id, "I write Swift on servers since 2018.")
            #expect(try await scene.told(scene.ambassador) == ["interest"])
            let read = try await scene.app.get(path, as: scene.ambassador.browser)
            #expect(read.text.contains("since 2018.") && read.text.contains("Name of seeker"))
            let answered = try await scene.app.submit(
                "\(path)/interests/\(interest)/reply", ["reply": "Let us talk on Thursday."],
                as: scene.ambassador.browser)
            #expect(answered.status == 303)
            #expect(try await scene.told(scene.seeker) == ["answer"])
            let own = try await scene.app.get(path, as: scene.seeker.browser)
            #expect(own.text.contains("Let us talk on Thursday."))
            let taken = try await scene.app.submit(
                "\(path)/interest", ["action": "withdraw"], as: scene.seeker.browser)
            #expect(taken.status == 303)
            #expect(try await scene.app.count("SELECT count(*) FROM opportunity_interest") == 0)
        }
    }

    @Test func aBlockIsSilent() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            try await scene.app.services.accounts.setBlock(
                true, on: scene.seeker.id, as: scene.ambassador.principal)
            try await scene.showInterest(id)
            #expect(try await scene.told(scene.ambassador).isEmpty)
            let read = try await scene.app.get("/opportunities/\(id)", as: scene.ambassador.browser)
            #expect(!read.text.contains(Scene.note))
        }
    }

    @Test func itIsMatchedClosedAndItsOutcomeTold() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            try await scene.showInterest(id)
            #expect(try await scene.move(id, "matched").status == 200)
            #expect(try await scene.titles().isEmpty)
            #expect(try await scene.app.get("/opportunities/\(id)").text.contains("Somebody was found"))
            let early = try await scene.refuses(422) { try await scene.move(id, "open", outcome: "hired") }
            #expect(try early.pointers() == ["#/outcome"])
            #expect(try await scene.move(id, "open").status == 200)
            #expect(try await scene.move(id, "closed", outcome: "hired").status == 200)
            #expect(try await scene.move(id, "closed", outcome: "introduced").status == 200)
            // Closed it is read by the two and by staff.
            for (member, status) in [
                (scene.seeker, 200), (scene.ambassador, 200), (scene.moderator, 200), (scene.other, 404),
            ] {
                let page = try await scene.app.get("/opportunities/\(id)", as: member.browser)
                #expect(page.status == status, "\(member.username)")
                if status == 200 { #expect(page.text.contains("People were introduced")) }
            }
            #expect(try await scene.app.get("/opportunities/\(id)").status == 404)
        }
    }

    @Test func itEndsAfterSixtyDaysAndIsOpenedAgain() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            scene.app.clock.advance(.days(59))
            try await scene.app.services.opportunities.expire()
            #expect(try await scene.titles().count == 1)
            let open = try await scene.app.get("/opportunities/mine", as: scene.ambassador.browser)
            #expect(open.text.contains("Referral for backend developers"))
            scene.app.clock.advance(.days(1))
            try await scene.app.services.opportunities.expire()
            #expect(try await scene.titles().isEmpty)
            let own = try await scene.app.get("/opportunities/mine", as: scene.ambassador.browser)
            #expect(own.text.contains("Expired"))
            let opened = try await scene.app.submit(
                "/opportunities/\(id)/state", ["state": "open"], as: scene.ambassador.browser)
            #expect(opened.status == 303)
            try await scene.app.services.opportunities.expire()
            #expect(try await scene.titles().count == 1)
        }
    }

    @Test func staffClosesWhatShouldNotBe() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            _ = try await scene.refuses(403) { try await scene.move(id, "matched", by: scene.moderator) }
            #expect(try await scene.move(id, "closed", by: scene.moderator).status == 200)
            #expect(try await scene.titles().isEmpty)
        }
    }

    @Test func leavingClosesTheDoorsAndTakesTheWordsAlong() async throws {
        try await Scene.play { scene in
            let id = try await scene.open()
            try await scene.showInterest(id)
            let data = OpportunityPersonalData()
            let exported = try await scene.app.services.store.read { transaction in
                (
                    try data.export(try scene.ambassador.principal.requireMember(), in: transaction),
                    try data.export(try scene.seeker.principal.requireMember(), in: transaction)
                )
            }
            #expect(exported.0["opportunities"]?.count == 1 && exported.0["interests"]?.isEmpty == true)
            #expect(exported.1["interests"]?.count == 1 && exported.1["opportunities"]?.isEmpty == true)
            let now = scene.app.clock.clock.now
            try await scene.app.services.store.write { transaction in
                try data.erase(scene.seeker.id, posts: .anonymise, at: now, in: transaction)
                try data.erase(scene.ambassador.id, posts: .remove, at: now, in: transaction)
            }
            #expect(try await scene.app.count("SELECT count(*) FROM opportunity_interest") == 0)
            let left = try await scene.app.count(
                "SELECT count(*) FROM opportunity WHERE state = 'closed' AND title = '—' AND body = '—'")
            #expect(left == 1)
        }
    }
}
