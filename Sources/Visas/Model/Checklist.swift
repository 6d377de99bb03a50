import Core

package enum ChecklistMark {}
package typealias ChecklistID = Identifier<ChecklistMark>

/// A step as the data has it.
package struct ChecklistItem: Sendable, Equatable {
    package let id: String
    package let block: String
    package let position: Int
    package let stage: ChecklistStage
    package let isMandatory: Bool
    package let label: String
    package let detail: String
    package let issuer: String
    /// ISO 3166-1 alpha-2, or `DEST`: the country one moves to.
    package let issuerCountry: String
    /// When it is needed, in words; empty: always.
    package let appliesIf: String
    package let leadMin: Int?
    package let leadMax: Int?
    package let validityMonths: Int?
    package let dependsOn: [String]
    /// `75.00 EUR`; empty when it is not known.
    package let cost: String
    package let officialURL: String?
    package let sourceName: String
    package let sourceURL: String?
    package let asOf: CivilDay
    package let precision: String
    package let confidence: Confidence
    package var revision: Int64 = 1
    package var isRetired = false
    /// The member added it to their copy.
    package var isOwn = false
}

/// A checklist as the data has it.
package struct ChecklistTemplate: Sendable, Equatable {
    package let family: String
    package let title: String
    package let notes: [String]
    /// By stage, then in the order of the data.
    package let items: [ChecklistItem]

    /// As who has no copy sees them.
    package var steps: [ChecklistStep] { items.map { ChecklistStep(item: $0, entry: nil) } }
}

package enum ChecklistState: String, Codable, Sendable, CaseIterable {
    case open, doing, done
    /// It does not apply to the member.
    case skipped

    package var isSettled: Bool { self == .done || self == .skipped }
}

/// What a member did about a step.
package struct ChecklistEntry: Sendable, Equatable {
    package var state: ChecklistState
    package var doneOn: CivilDay?
    package var note: String
    package var seenRevision: Int64
    package var revision: Int64
    package var updatedAt: Timestamp
}

/// A member's own copy.
package struct Checklist: Sendable, Equatable {
    package let id: ChecklistID
    package let pathway: PathwayID
    package let family: String
    package let title: String
    /// The day of the journey.
    package let target: CivilDay?
    package let revision: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
}

/// A step of a member's copy.
package struct ChecklistStep: Sendable, Equatable {
    package let item: ChecklistItem
    /// `nil`: the data got it after the copy was made, and the member has not taken it up.
    package let entry: ChecklistEntry?
    package var dates: ChecklistPlan.Dates?
    /// Labels of steps that come first and are not done.
    package var waitsFor: [String] = []

    package var state: ChecklistState { entry?.state ?? .open }
    package var isNew: Bool { entry == nil }
    /// The data says something else than when the member last looked.
    package var hasChanged: Bool { entry.map { $0.seenRevision < item.revision } ?? false }

    package func isLate(on day: CivilDay) -> Bool {
        guard let dates, !state.isSettled, item.stage != .arrive else { return false }
        if state == .doing { return dates.end < day }
        // Nobody is late with what may not apply to them.
        return item.isMandatory && dates.start < day
    }
}

/// A member's copy with its steps.
package struct ChecklistPage: Sendable, Equatable {
    package let checklist: Checklist
    /// By stage, then by the day on which they must begin, then in the order of the data.
    package let steps: [ChecklistStep]

    package var doneCount: Int { steps.count { $0.state.isSettled } }

    /// What is to be done next: the open step that must begin first.
    package var next: ChecklistStep? {
        steps.filter { !$0.state.isSettled && $0.waitsFor.isEmpty && !$0.isNew }
            .min { ($0.dates?.start ?? Self.never, $0.item.stage) < ($1.dates?.start ?? Self.never, $1.item.stage) }
    }

    private static let never = CivilDay(year: 9999, month: 1, day: 1)

    /// Puts the data and what the member did together, and reckons the dates.
    init(_ checklist: Checklist, _ items: [ChecklistItem], _ entries: [String: ChecklistEntry]) {
        self.checklist = checklist
        let shown = items.filter { item in
            guard item.isRetired else { return true }
            return entries[item.id].map { $0.state != .open || !$0.note.isEmpty } ?? false
        }
        let left = shown.filter { !(entries[$0.id]?.state ?? .open).isSettled }
        let plan = checklist.target.map { ChecklistPlan(left.map(\.planned), target: $0) }
        let labels = Dictionary(left.map { ($0.id, $0.label) }, uniquingKeysWith: { first, _ in first })
        let all = shown.map { item in
            ChecklistStep(
                item: item, entry: entries[item.id], dates: plan?.dates[item.id],
                waitsFor: item.dependsOn.compactMap { labels[$0] })
        }
        steps = all.enumerated().sorted { a, b in
            (a.element.item.stage, a.element.dates?.start ?? Self.never, a.offset)
                < (b.element.item.stage, b.element.dates?.start ?? Self.never, b.offset)
        }.map(\.element)
    }
}

extension ChecklistItem {
    var planned: ChecklistPlan.Step {
        ChecklistPlan.Step(
            id: id, stage: stage, days: leadMax ?? 0, validityMonths: validityMonths, dependsOn: dependsOn)
    }
}

/// A copy in the list of a member's own.
package struct ChecklistSummary: Sendable, Equatable {
    package let checklist: Checklist
    package let pathwayName: String
    package let done: Int
    package let total: Int
}
