import Core
import Foundation
import TestSupport
import Testing

/// A member with a copy, and another one.
private struct OwnScene: Sendable {
    static let path = "/visas/de/eu-blue-card/checklist"
    let app: TestApp
    let member: TestMember
    let other: TestMember
    let list: String

    private var api: String { "/api/v1/me/checklists/\(list)" }

    static func play(_ body: @escaping @Sendable (OwnScene) async throws -> Void) async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            try await app.importChecklists()
            let member = try await app.member("member")
            let begun = try await app.api(
                .post, "/api/v1/me/checklists", #"{"pathwayId": "de-eu-blue-card", "targetDate": "2027-09-01"}"#,
                as: member.program)
            let checklist = try #require(try begun.json()["checklist"] as? [String: Any])
            try await body(
                OwnScene(
                    app: app, member: member, other: try await app.member("other"),
                    list: try #require(checklist["id"] as? String)))
        }
    }

    func add(_ body: String, by viewer: Viewer? = nil) async throws -> Answer {
        try await app.api(.post, "\(api)/items", body, as: viewer ?? member.program)
    }

    /// Adds a step; its id.
    func car() async throws -> String {
        let answer = try await add(#"{"label": "Sell the car", "stage": "depart", "leadTimeDays": 30}"#)
        return try #require(try answer.json()["itemId"] as? String)
    }

    enum Act {
        case get, patch, delete
    }

    func send(_ act: Act, _ step: String, _ body: String = "", by viewer: Viewer? = nil) async throws -> Answer {
        let (path, viewer) = ("\(api)/items/\(step)", viewer ?? member.program)
        return switch act {
        case .get: try await app.api(.get, path, as: viewer)
        case .patch: try await app.api(.patch, path, body, as: viewer)
        case .delete: try await app.api(.delete, path, as: viewer)
        }
    }

    func steps() async throws -> [[String: Any]] {
        try await app.api(.get, api, as: member.program).json()["steps"] as? [[String: Any]] ?? []
    }

    func step(_ id: String) async throws -> [String: Any]? {
        try await steps().first { ($0["item"] as? [String: Any])?["itemId"] as? String == id }
    }
}

@Suite("Own steps of a checklist: what is refused")
struct RefusedOwnStepTests {
    @Test func othersAddAndChangeNothing() async throws {
        try await OwnScene.play { scene in
            let car = try await scene.car()
            let before = try await scene.app.contents()
            let others = scene.other.program
            #expect(try await scene.add(#"{"label": "Mine", "stage": "depart"}"#, by: others).status == 404)
            #expect(try await scene.send(.get, car, by: others).status == 404)
            #expect(try await scene.send(.patch, car, #"{"state": "done"}"#, by: others).status == 404)
            #expect(try await scene.send(.delete, car, by: others).status == 404)
            for path in ["-add", "/\(car)", "/\(car)/remove"] {
                let page = try await scene.app.get(OwnScene.path + path, as: scene.other.browser)
                #expect(page.status == 404, "\(path)")
            }
            #expect(try await scene.app.contents() == before)
        }
    }

    @Test func everyFieldThatIsWrongIsNamedAndWhatWasTypedStays() async throws {
        try await OwnScene.play { scene in
            let before = try await scene.app.contents()
            let bad = try await scene.add(#"{"label": " ", "stage": "someday", "leadTimeDays": -1}"#)
            #expect(bad.status == 422)
            #expect(try bad.pointers() == ["#/label", "#/stage", "#/leadTimeDays"])
            #expect(try await scene.add(#"{"label": "Sell", "stage": "depart", "colour": "red"}"#).status == 422)
            let form = try await scene.app.submit(
                "\(OwnScene.path)-add", ["label": "Sell the car", "stage": "depart", "leadTimeDays": "soon"],
                as: scene.member.browser)
            #expect(form.status == 422 && form.text.contains("value=\"Sell the car\""))
            #expect(form.text.contains("field-leadTimeDays-error"))
            #expect(try await scene.app.contents() == before)
        }
    }

    /// What the data says of its own steps is not the member's to change or to take out.
    @Test func stepsOfTheDataStay() async throws {
        try await OwnScene.play { scene in
            let before = try await scene.app.contents()
            let renamed = try await scene.send(.patch, "pk-passport", #"{"label": "Mine", "stage": "depart"}"#)
            #expect(renamed.status == 422)
            #expect(try renamed.pointers() == ["#/label", "#/stage"])
            let removed = try await scene.send(.delete, "pk-passport")
            #expect(removed.status == 409)
            #expect(try removed.code() == "step_of_data")
            #expect(try await scene.send(.delete, "pk-nothing").status == 404)
            let page = try await scene.app.get("\(OwnScene.path)/pk-passport/remove", as: scene.member.browser)
            #expect(page.status == 404)
            #expect(try await scene.app.contents() == before)
        }
    }

    @Test func aCopyTakesFiftyOfThem() async throws {
        try await OwnScene.play { scene in
            for number in 1...50 {
                let added = try await scene.add(#"{"label": "Step \#(number)", "stage": "prepare"}"#)
                #expect(added.status == 201)
            }
            let more = try await scene.add(#"{"label": "One more", "stage": "prepare"}"#)
            #expect(more.status == 409)
            #expect(try more.code() == "too_many_own_steps")
            let form = try await scene.app.submit(
                "\(OwnScene.path)-add", ["label": "One more", "stage": "prepare"], as: scene.member.browser)
            #expect(form.status == 409 && form.text.contains("One more"))
            let page = try await scene.app.get(OwnScene.path, as: scene.member.browser)
            #expect(!page.text.contains("checklist-add"))
        }
    }
}

@Suite("Own steps of a checklist")
struct OwnStepTests {
    @Test func aStepIsAddedChangedAndTakenOutByForms() async throws {
        try await OwnScene.play { scene in
            let browser = scene.member.browser
            let page = try await scene.app.get(OwnScene.path, as: browser)
            #expect(page.text.contains("href=\"\(OwnScene.path)-add\"") && page.text.contains("0 of 35 steps done"))
            let form = try await scene.app.get("\(OwnScene.path)-add", as: browser).text
            let id = try #require(form.firstMatch(of: /name="stepID" value="([0-9a-f-]{36})"/)).output.1
            let fields: KeyValuePairs = [
                "stepID": String(id), "label": "گاڑی بیچنا", "stage": "depart", "leadTimeDays": "30",
            ]
            for _ in 1...2 {
                let added = try await scene.app.submit("\(OwnScene.path)-add", fields, as: browser)
                #expect(added.status == 303 && added.header("Location") == "\(OwnScene.path)#step-\(id)")
            }
            let later = try await scene.app.get(OwnScene.path, as: browser).text
            #expect(later.contains("<h3 dir=\"auto\">گاڑی بیچنا</h3>") && later.contains("0 of 36 steps done"))
            let ticked = try await scene.app.submit("\(OwnScene.path)/\(id)", ["state": "done"], as: browser)
            #expect(ticked.status == 303)
            #expect(try await scene.app.get("/checklists", as: browser).text.contains("1 of 36 steps done"))
            let changed = try await scene.app.submit(
                "\(OwnScene.path)/\(id)",
                [
                    "label": "Sell the car", "stage": "prepare", "leadTimeDays": "", "state": "doing", "doneOn": "",
                    "note": "Ask Bilal.",
                ], as: browser)
            #expect(changed.status == 303)
            let step = try #require(try await scene.step(String(id))?["item"] as? [String: Any])
            #expect(step["label"] as? String == "Sell the car" && step["stage"] as? String == "prepare")
            #expect(step["leadTimeDays"] == nil && step["note"] as? String == "Ask Bilal.")
            #expect(step["isOwn"] as? Bool == true && step["state"] as? String == "doing")
            let question = try await scene.app.get("\(OwnScene.path)/\(id)/remove", as: browser)
            #expect(question.status == 200 && question.text.contains("Sell the car"))
            let removed = try await scene.app.submit("\(OwnScene.path)/\(id)/remove", [:], as: browser)
            #expect(removed.status == 303 && removed.header("Location") == OwnScene.path)
            #expect(try await scene.app.get(OwnScene.path, as: browser).text.contains("0 of 35 steps done"))
        }
    }

    /// Reckoned backwards from the journey, warned of when it is late, and in the calendar.
    @Test func itIsPlannedLikeTheOthers() async throws {
        try await OwnScene.play { scene in
            let car = try await scene.car()
            let step = try #require(try await scene.step(car))
            #expect(step["end"] as? String == "2027-09-01" && step["start"] as? String == "2027-08-02")
            #expect(step["isLate"] as? Bool == false && step["isNew"] as? Bool == false)
            let calendar = try await scene.app.get("\(OwnScene.path).ics", as: scene.member.browser).text
            #expect(calendar.contains("Sell the car") && calendar.contains("20270802"))
            let sooner = try await scene.app.api(
                .patch, "/api/v1/me/checklists/\(scene.list)", #"{"targetDate": "2026-12-10"}"#,
                as: scene.member.program)
            #expect(sooner.status == 200)
            let page = try await scene.app.get(OwnScene.path, as: scene.member.browser).text
            #expect(page.contains("<li><a href=\"#step-\(car)\" dir=\"auto\">Sell the car</a>"), "it is late")
            #expect(try await scene.step(car)?["isLate"] as? Bool == true)
            _ = try await scene.send(.patch, car, #"{"state": "skipped"}"#)
            #expect(try await scene.step(car)?["isLate"] as? Bool == false)
            let calm = try await scene.app.get("\(OwnScene.path).ics", as: scene.member.browser).text
            #expect(!calm.contains("Sell the car"))
        }
    }

    @Test func programsAddShowChangeAndRemove() async throws {
        try await OwnScene.play { scene in
            let id = "019aa5c1-7c00-7000-8000-0000000000e1"
            let body = #"{"id": "\#(id)", "label": "Find a school", "stage": "arrive"}"#
            let added = try await scene.add(body)
            let path = "/api/v1/me/checklists/\(scene.list)/items/\(id)"
            #expect(added.status == 201 && added.header("Location") == path)
            #expect(try await scene.add(body).status == 200)
            #expect(try await scene.send(.get, id).json()["label"] as? String == "Find a school")
            let changed = try await scene.send(.patch, id, #"{"leadTimeDays": 7, "note": "Before June."}"#)
            #expect(try changed.json()["leadTimeDays"] as? Int == 7)
            #expect(try changed.json()["label"] as? String == "Find a school")
            #expect(try await scene.send(.delete, id).status == 204)
            #expect(try await scene.send(.delete, id).status == 404)
            #expect(try await scene.steps().count == 35)
        }
    }

    @Test func aNewerTemplateAndTheExportLeaveItAsItIs() async throws {
        try await OwnScene.play { scene in
            let car = try await scene.car()
            _ = try await scene.send(.patch, car, #"{"state": "doing", "note": "Two offers."}"#)
            let data = try TestApp.checklistFile { blocks, _ in
                blocks[0] = TestApp.changing(blocks[0], item: 0) { $0["detail"] = "Valid for ten years." }
            }
            _ = try await scene.app.services.checklists.importChecklists(data, skippingBroken: false)
            _ = try await scene.app.submit("\(OwnScene.path)-update", [:], as: scene.member.browser)
            let step = try #require(try await scene.step(car)?["item"] as? [String: Any])
            #expect(step["state"] as? String == "doing" && step["note"] as? String == "Two offers.")
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.member.program)
            #expect(export.text.contains("Sell the car") && export.text.contains("Two offers."))
        }
    }

    @Test func aDeviceAddsChangesAndTakesOutWithoutAServer() async throws {
        try await OwnScene.play { scene in
            var phone = Device(scene.app, scene.member)
            let id = "019aa5c1-7c00-7000-8000-0000000000e2"
            let key = "checklistItem/\(scene.list):\(id)"
            let step = ["checklistId": scene.list, "itemId": id]
            #expect(
                try await phone.push("item.add", step.merging(["label": "Sell", "stage": "depart"]) { $1 }) == "applied"
            )
            let changed = step.merging(["label": "Sell the car", "state": "doing"]) { $1 }
            #expect(try await phone.push("item.set", changed) == "applied")
            try await phone.pull()
            #expect(phone.value(key)?["label"] as? String == "Sell the car")
            #expect(phone.value(key)?["isOwn"] as? Bool == true && phone.value(key)?["state"] as? String == "doing")
            var stranger = Device(scene.app, scene.other)
            try await stranger.pull()
            #expect(stranger.count("checklistItem") == 0)
            #expect(try await stranger.push("item.remove", step) == "not_found")
            #expect(try await phone.push("item.remove", step) == "applied")
            try await phone.pull()
            #expect(phone.value(key) == nil && phone.count("checklistItem") == 35)
            let data = ["checklistId": scene.list, "itemId": "pk-passport"]
            #expect(try await phone.push("item.remove", data) == "invalid")
            #expect(try await phone.push("checklist.remove", ["id": scene.list]) == "applied")
            let late = try await phone.push("item.add", step.merging(["label": "Sell", "stage": "depart"]) { $1 })
            #expect(late == "not_found")
        }
    }
}
