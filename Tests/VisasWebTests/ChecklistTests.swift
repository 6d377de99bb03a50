import Core
import Foundation
import TestSupport
import Testing

@testable import Visas

/// The shipped pathways and checklists, and two members.
private struct ListScene: Sendable {
    static let path = "/visas/de/eu-blue-card/checklist"
    let app: TestApp
    let member: TestMember
    let other: TestMember

    static func play(_ body: @escaping @Sendable (ListScene) async throws -> Void) async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            try await app.importChecklists()
            try await body(
                ListScene(app: app, member: try await app.member("member"), other: try await app.member("other")))
        }
    }

    /// Begins a copy; its id.
    func start(_ target: String = "2027-09-01") async throws -> String {
        let sent = try await app.api(
            .post, "/api/v1/me/checklists", #"{"pathwayId": "de-eu-blue-card", "targetDate": "\#(target)"}"#,
            as: member.program)
        let checklist = try #require(try sent.json()["checklist"] as? [String: Any])
        return try #require(checklist["id"] as? String)
    }

    func steps(_ id: String) async throws -> [[String: Any]] {
        try await app.api(.get, "/api/v1/me/checklists/\(id)", as: member.program).json()["steps"] as? [[String: Any]]
            ?? []
    }

    func step(_ item: String, of id: String) async throws -> [String: Any] {
        try #require(try await steps(id).first { ($0["item"] as? [String: Any])?["itemId"] as? String == item })
    }

    func set(_ item: String, _ change: String, in id: String, by viewer: Viewer? = nil) async throws -> Answer {
        try await app.api(
            .patch, "/api/v1/me/checklists/\(id)/items/\(item)", change, as: viewer ?? member.program)
    }
}

@Suite("Checklists: what is refused")
struct RefusedChecklistTests {
    @Test func visitorsSeeTheStepsAndKeepNone() async throws {
        try await ListScene.play { scene in
            let page = try await scene.app.get(ListScene.path)
            #expect(page.status == 200 && page.text.contains("Machine-readable passport"))
            #expect(page.text.contains("Sign in to begin your own") && !page.text.contains("Begin my checklist"))
            #expect(try await scene.app.api(.get, "/api/v1/me/checklists").status == 401)
            let none = try await scene.app.get("/visas/ca/start-up-visa/checklist")
            #expect(none.status == 404)
        }
    }

    @Test func othersCopiesAreNotThere() async throws {
        try await ListScene.play { scene in
            let id = try await scene.start()
            let viewer = scene.other.program
            for path in ["/api/v1/me/checklists/\(id)"] {
                #expect(try await scene.app.api(.get, path, as: viewer).status == 404)
                #expect(try await scene.app.api(.delete, path, as: viewer).status == 404)
                #expect(try await scene.app.api(.patch, path, #"{"targetDate": ""}"#, as: viewer).status == 404)
            }
            #expect(try await scene.set("pk-passport", #"{"state": "done"}"#, in: id, by: viewer).status == 404)
            for path in ["\(ListScene.path)/pk-passport", "\(ListScene.path)-remove"] {
                #expect(try await scene.app.get(path, as: scene.other.browser).status == 404)
            }
            let same = try await scene.app.api(
                .post, "/api/v1/me/checklists", #"{"id": "\#(id)", "pathwayId": "us-h1b"}"#, as: viewer)
            #expect(same.status == 409)
        }
    }

    @Test func whatIsWrongIsNamedAndWhatWasTypedStays() async throws {
        try await ListScene.play { scene in
            let before = try await scene.app.contents()
            let bad = try await scene.app.api(
                .post, "/api/v1/me/checklists", #"{"pathwayId": "", "targetDate": "soon"}"#, as: scene.member.program)
            #expect(bad.status == 422)
            let form = try await scene.app.submit(
                ListScene.path, ["targetDate": "2060-01-01"], as: scene.member.browser)
            #expect(form.status == 422 && form.text.contains("field-targetDate-error"))
            #expect(form.text.contains("2060-01-01"))
            #expect(try await scene.app.contents() == before)
            let id = try await scene.start()
            #expect(try await scene.set("pk-passport", #"{"state": "maybe"}"#, in: id).status == 422)
            #expect(try await scene.set("pk-passport", #"{"doneOn": "2027-01-01"}"#, in: id).status == 422)
            #expect(try await scene.set("pk-nothing", #"{"state": "done"}"#, in: id).status == 404)
            let note = String(repeating: "n", count: 2001)
            let item = try await scene.app.submit(
                "\(ListScene.path)/pk-passport", ["state": "doing", "doneOn": "", "note": note],
                as: scene.member.browser)
            #expect(item.status == 422 && item.text.contains(note))
        }
    }
}

@Suite("Checklists")
struct ChecklistTests {
    @Test func aCopyIsBegunTickedAndReckonedByForms() async throws {
        try await ListScene.play { scene in
            let browser = scene.member.browser
            let begun = try await scene.app.submit(ListScene.path, ["targetDate": "2027-09-01"], as: browser)
            #expect(begun.status == 303 && begun.header("Location") == ListScene.path)
            let page = try await scene.app.get(ListScene.path, as: browser)
            #expect(page.text.contains("0 of 35 steps done") && page.text.contains("Journey on 1 September 2027"))
            #expect(page.text.contains("Begin by") && page.text.contains("Leave"))
            let ticked = try await scene.app.submit(
                "\(ListScene.path)/pk-passport", ["state": "done"], as: browser)
            #expect(ticked.status == 303)
            _ = try await scene.app.submit(
                "\(ListScene.path)/de-contract", ["state": "doing", "doneOn": "", "note": "Signed by me."], as: browser)
            let later = try await scene.app.get(ListScene.path, as: browser)
            #expect(later.text.contains("1 of 35 steps done") && later.text.contains("Signed by me."))
            #expect(later.text.contains("21 November 2026") && later.text.contains("Under way"))
            let list = try await scene.app.get("/checklists", as: browser)
            #expect(list.text.contains("EU Blue Card (Germany)") && list.text.contains("1 of 35 steps done"))
        }
    }

    @Test func whatIsLateStandsOnTop() async throws {
        try await ListScene.play { scene in
            _ = try await scene.start("2026-12-01")
            let page = try await scene.app.get(ListScene.path, as: scene.member.browser)
            #expect(page.text.contains("These should have begun"))
            let id = try #require(
                try await scene.app.api(.get, "/api/v1/me/checklists", as: scene.member.program).items().first?["id"]
                    as? String)
            let passport = try await scene.step("pk-passport", of: id)
            #expect(passport["isLate"] as? Bool == true)
            let changed = try await scene.app.api(
                .patch, "/api/v1/me/checklists/\(id)", #"{"targetDate": "2030-01-01"}"#, as: scene.member.program)
            #expect(changed.status == 200)
            #expect(try await scene.step("pk-passport", of: id)["isLate"] as? Bool == false)
        }
    }

    @Test func aStepWaitsForThoseBeforeItAndIsFreeWhenTheyAreDone() async throws {
        try await ListScene.play { scene in
            let id = try await scene.start()
            let portal = try await scene.step("de-portal", of: id)
            #expect((portal["waitsFor"] as? [String])?.count == 2)
            _ = try await scene.set("de-anabin", #"{"state": "done"}"#, in: id)
            _ = try await scene.set("de-contract", #"{"state": "skipped"}"#, in: id)
            #expect((try await scene.step("de-portal", of: id)["waitsFor"] as? [String])?.isEmpty == true)
        }
    }

    @Test func aSecondCopyIsTheFirst() async throws {
        try await ListScene.play { scene in
            let id = try await scene.start()
            #expect(try await scene.start("2028-01-01") == id)
            #expect(try await scene.app.count("SELECT count(*) FROM checklist") == 1)
        }
    }

    @Test func theDeadlinesAreACalendar() async throws {
        try await ListScene.play { scene in
            let id = try await scene.start()
            let answer = try await scene.app.get("/visas/de/eu-blue-card/checklist.ics", as: scene.member.browser)
            #expect(answer.status == 200 && answer.header("Content-Type") == "text/calendar; charset=utf-8")
            #expect(answer.text.contains("DTSTART;VALUE=DATE:20270901\r\n"))
            #expect(answer.text.replacing("\r\n ", with: "").contains("UID:\(id)-pk-passport@karwan\r\n"))
            #expect(answer.text.components(separatedBy: "BEGIN:VEVENT").count == 37)
            #expect(try await scene.app.get("/visas/de/eu-blue-card/checklist.ics").status == 303)
        }
    }

    @Test func aCopyGoesWhenTheMemberSaysSoTwice() async throws {
        try await ListScene.play { scene in
            _ = try await scene.start()
            let asked = try await scene.app.get("\(ListScene.path)-remove", as: scene.member.browser)
            #expect(asked.status == 200 && asked.text.contains("are lost"))
            let gone = try await scene.app.submit("\(ListScene.path)-remove", [:], as: scene.member.browser)
            #expect(gone.status == 303)
            #expect(try await scene.app.count("SELECT count(*) FROM checklist_entry") == 0)
        }
    }

    @Test func leavingTakesItAllAlong() async throws {
        try await ListScene.play { scene in
            let id = try await scene.start()
            _ = try await scene.set("pk-passport", #"{"note": "At the office in Lahore"}"#, in: id)
            let exported = try await scene.app.services.store.read { transaction in
                try ChecklistPersonalData().export(try scene.member.principal.requireMember(), in: transaction)
            }
            #expect(exported["checklists"]?.count == 35)
            try await scene.app.services.store.write { transaction in
                try ChecklistPersonalData().erase(
                    scene.member.id, posts: .remove, at: scene.app.clock.clock.now, in: transaction)
                for row in try transaction.rows(
                    "SELECT entity, row_id FROM change_index_entry WHERE entity IN ('checklist', 'checklistItem')",
                    { ($0.text(0), $0.text(1)) })
                {
                    transaction.touch(.leaves(scope: "u:\(scene.member.id)", entity: row.0, id: row.1))
                }
            }
            #expect(try await scene.app.count("SELECT count(*) FROM checklist_entry") == 0)
        }
    }
}

@Suite("What the data says of checklists")
struct ChecklistDataTests {
    @Test func theSameFileTwiceChangesNothing() async throws {
        try await TestApp.run { app in
            let first = try await app.importChecklists()
            #expect(first.added == 123 && first.refused.isEmpty)
            let second = try await app.importChecklists()
            #expect(second.added == 0 && second.changed == 0 && second.unchanged == 123)
        }
    }

    @Test func brokenItemsAreNamedAndTheGoodOnesWait() async throws {
        let data = try TestApp.checklistFile { blocks, families in
            blocks[0] = TestApp.changing(blocks[0], item: 0) { $0["stage"] = "later" }
            blocks[1] = TestApp.changing(blocks[1], item: 1) { $0["lead_time_days"] = ["min": 9, "max": 2] }
            families[0] = TestApp.changing(families[0], item: 0) { $0["depends_on"] = ["de-portal"] }
            families[1] = TestApp.changing(families[1], item: 0) { $0["depends_on"] = ["nothing"] }
        }
        try await TestApp.run { app in
            let checklists = app.services.checklists
            let refused = try await checklists.importChecklists(data, skippingBroken: false)
            let pointers = Set(refused.refused.map(\.pointer))
            #expect(pointers.contains("/shared_blocks/0/items/0/stage"))
            #expect(pointers.contains("/shared_blocks/1/items/1/lead_time_days"))
            #expect(pointers.contains("/families/0/items/0/depends_on"))
            #expect(pointers.contains("/families/1/items/0/depends_on"))
            #expect(try await app.count("SELECT count(*) FROM checklist_item") == 0)
            let taken = try await checklists.importChecklists(data, skippingBroken: true)
            #expect(taken.refused.count == refused.refused.count && taken.added > 60)
        }
    }

    @Test func aThousandBrokenItemsAreEachNamedAndTheGoodOnesWait() async throws {
        let data = try TestApp.checklistFile { blocks, _ in
            var items = blocks[0]["items"] as? [[String: Any]] ?? []
            for place in 0..<1000 {
                var broken = items[0]
                broken["id"] = "broken-\(place)"
                broken[["stage", "label"][place % 2]] = ["later", ""][place % 2]
                items.append(broken)
            }
            blocks[0]["items"] = items
        }
        try await TestApp.run { app in
            let checklists = app.services.checklists
            let refused = try await checklists.importChecklists(data, skippingBroken: false)
            #expect(refused.refused.count == 1000 && refused.added == 0)
            let pointers = Set(refused.refused.map(\.pointer))
            #expect(pointers.count == 1000)
            #expect(pointers.filter { $0.hasPrefix("/shared_blocks/0/items/") && $0.hasSuffix("/stage") }.count == 500)
            #expect(try await app.count("SELECT count(*) FROM checklist_item") == 0)
            let taken = try await checklists.importChecklists(data, skippingBroken: true)
            #expect(taken.refused.count == 1000 && taken.added == 123)
        }
    }

    @Test func aNewerFileShowsWhatIsNewAndTouchesNothingThatAMemberDid() async throws {
        let data = try TestApp.checklistFile { blocks, families in
            blocks[0] = TestApp.changing(blocks[0], item: 0) { $0["detail"] = "Valid for ten years." }
            var items = blocks[0]["items"] as? [[String: Any]] ?? []
            var extra = items[0]
            extra["id"] = "pk-photo"
            extra["label"] = "Photographs"
            items.append(extra)
            blocks[0]["items"] = items
            var own = families[0]["items"] as? [[String: Any]] ?? []
            own.removeAll { $0["id"] as? String == "de-fast-track" || $0["id"] as? String == "de-insurance" }
            families[0]["items"] = own
        }
        try await ListScene.play { scene in
            let id = try await scene.start()
            _ = try await scene.set("pk-passport", #"{"state": "done", "note": "In the drawer"}"#, in: id)
            _ = try await scene.set("de-insurance", #"{"note": "Asked twice"}"#, in: id)
            _ = try await scene.app.services.checklists.importChecklists(data, skippingBroken: false)
            let page = try await scene.app.get(ListScene.path, as: scene.member.browser)
            #expect(page.text.contains("2 steps are new or have changed") && page.text.contains("Photographs"))
            #expect(page.text.contains("In the drawer") && page.text.contains("Asked twice"))
            #expect(page.text.contains("No longer in the list") && !page.text.contains("Fast-track procedure"))
            let passport = try await scene.step("pk-passport", of: id)["item"] as? [String: Any]
            #expect(passport?["state"] as? String == "done" && passport?["detail"] as? String == "Valid for ten years.")
            let seen = try await scene.app.submit("\(ListScene.path)-update", [:], as: scene.member.browser)
            #expect(seen.status == 303)
            let after = try await scene.app.get(ListScene.path, as: scene.member.browser)
            #expect(!after.text.contains("have changed since") && after.text.contains("Photographs"))
        }
    }
}

@Suite("Checklists on devices")
struct ChecklistSyncTests {
    @Test func aStepIsTickedOfflineAndTheLastToArriveCounts() async throws {
        try await ListScene.play { scene in
            var phone = Device(scene.app, scene.member)
            let id = "019aa5c1-7c00-7000-8000-0000000000c5"
            let started = try await phone.push(
                "checklist.start", ["id": id, "pathwayId": "de-eu-blue-card", "targetDate": "2027-09-01"])
            #expect(started == "applied")
            try await phone.pull()
            #expect(phone.count("checklistItem") == 35 && phone.ids("checklist") == [id])
            let set = try await phone.push(
                "item.set", ["checklistId": id, "itemId": "pk-passport", "state": "done", "note": "Offline"])
            #expect(set == "applied")
            _ = try await scene.set("pk-passport", #"{"state": "doing"}"#, in: id)
            try await phone.pull()
            let row = phone.value("checklistItem/\(id):pk-passport")
            #expect(row?["state"] as? String == "doing" && row?["note"] as? String == "Offline")
            #expect(try await phone.push("checklist.remove", ["id": id]) == "applied")
            let late = try await phone.push("item.set", ["checklistId": id, "itemId": "pk-passport", "state": "done"])
            #expect(late == "not_found")
            try await phone.pull()
            #expect(phone.count("checklistItem") == 0 && phone.count("checklist") == 0)
        }
    }

    @Test func nobodyHoldsOthersRows() async throws {
        try await ListScene.play { scene in
            let id = try await scene.start()
            var device = Device(scene.app, scene.other)
            try await device.pull()
            #expect(device.count("checklist") == 0 && device.count("checklistItem") == 0)
            let set = try await device.push("item.set", ["checklistId": id, "itemId": "pk-passport", "state": "done"])
            #expect(set == "not_found")
        }
    }
}
