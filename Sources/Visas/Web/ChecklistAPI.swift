import Core
import Hummingbird
import Visas
import WebSupport

extension ChecklistDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["pathwayId": "de-eu-blue-card", "targetDate": "2027-06-01"]
}

extension ChecklistChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["targetDate": "2027-06-01"]
}

extension ChecklistItemChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "state": "done", "doneOn": "2026-11-20", "note": "Collected in Lahore.", "label": "Sell the car.",
        "stage": "depart",
    ]
}

extension OwnStepDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["label": "Sell the car.", "stage": "depart"]
}

/// A copy with its steps, and when each must begin.
package struct ChecklistAnswer: Codable, Sendable {
    package struct Step: Codable, Sendable {
        let item: ChecklistItemRecord
        /// The last day to begin; of steps after the arrival, the first.
        let start: CivilDay?
        let end: CivilDay?
        let notBefore: CivilDay?
        /// Labels of steps that come first.
        let waitsFor: [String]
        let isLate: Bool
        /// The data got it after the copy was made.
        let isNew: Bool
    }

    package let checklist: ChecklistRecord
    package let steps: [Step]

    init(_ page: ChecklistPage, on day: CivilDay) {
        checklist = ChecklistRecord(page.checklist)
        steps = page.steps.map { step in
            Step(
                item: ChecklistItemRecord(step, of: page.checklist.id), start: step.dates?.start, end: step.dates?.end,
                notBefore: step.dates?.notBefore, waitsFor: step.waitsFor, isLate: step.isLate(on: day),
                isNew: step.isNew)
        }
    }
}

/// JSON routes of one's own checklists.
package struct ChecklistAPI: Sendable {
    let checklists: ChecklistService

    package init(checklists: ChecklistService) { self.checklists = checklists }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<ChecklistRecord>> {
        let own = try await checklists.checklists(as: context.principal)
        return .ok(ListAnswer(items: own.map { ChecklistRecord($0.checklist) }, next: nil))
    }

    @Sendable package func create(
        _ request: Request, context: MemberContext, draft: ChecklistDraft
    ) async throws -> Answer<ChecklistAnswer> {
        let (page, isNew) = try await checklists.start(draft, as: context.principal)
        return .created(
            ChecklistAnswer(page, on: checklists.today), at: "/api/v1/me/checklists/\(page.checklist.id)",
            isNew: isNew)
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<ChecklistAnswer> {
        let page = try await checklists.checklist(try context.id("id"), as: context.principal)
        return .ok(ChecklistAnswer(page, on: checklists.today))
    }

    @Sendable package func change(
        _ request: Request, context: MemberContext, draft: ChecklistChange
    ) async throws -> Answer<ChecklistAnswer> {
        let page = try await checklists.change(draft, of: try context.id("id"), as: context.principal)
        return .ok(ChecklistAnswer(page, on: checklists.today))
    }

    @Sendable package func remove(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await checklists.remove(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func setItem(
        _ request: Request, context: MemberContext, draft: ChecklistItemChange
    ) async throws -> Answer<ChecklistItemRecord> {
        let id: ChecklistID = try context.id("id")
        let step = try await checklists.setItem(try context.text("itemId"), draft, in: id, as: context.principal)
        return .ok(ChecklistItemRecord(step, of: id))
    }

    /// A step of the member's own.
    @Sendable package func addItem(
        _ request: Request, context: MemberContext, draft: OwnStepDraft
    ) async throws -> Answer<ChecklistItemRecord> {
        let id: ChecklistID = try context.id("id")
        let (step, isNew) = try await checklists.addStep(draft, to: id, as: context.principal)
        return .created(
            ChecklistItemRecord(step, of: id), at: "/api/v1/me/checklists/\(id)/items/\(step.item.id)", isNew: isNew)
    }

    @Sendable package func showItem(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ChecklistItemRecord> {
        let id: ChecklistID = try context.id("id")
        let (page, item) = (try await checklists.checklist(id, as: context.principal), try context.text("itemId"))
        guard let step = page.steps.first(where: { $0.item.id == item }) else { throw Problem.notFound }
        return .ok(ChecklistItemRecord(step, of: id))
    }

    @Sendable package func removeItem(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        let item = try context.text("itemId")
        try await checklists.removeStep(item, from: try context.id("id"), as: context.principal)
        return .done
    }

    /// What the data got since is taken up.
    @Sendable package func takeUpdate(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await checklists.takeUpdate(try context.id("id"), as: context.principal)
        return .done
    }
}
