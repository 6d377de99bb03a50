import Core

package enum OwnStepMark {}
package typealias OwnStepID = Identifier<OwnStepMark>

/// What a member fills in to add a step of their own to a copy.
package struct OwnStepDraft: CheckedDraft {
    package var id: OwnStepID?
    package var label: String?
    package var stage: String?
    /// How long it takes, in days; 0: not known.
    package var leadTimeDays: Int?

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, label, stage, leadTimeDays }

    package init(id: OwnStepID? = nil, label: String?, stage: String?, leadTimeDays: Int? = nil) {
        self.id = id
        self.label = label
        self.stage = stage
        self.leadTimeDays = leadTimeDays
    }

    struct Valid: Sendable {
        let id: OwnStepID?
        let label: String
        let stage: ChecklistStage
        let leadDays: Int?
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let label = validation.stepLabel(label)
        let stage = validation.choice(stage, "stage", default: ChecklistStage.prepare)
        if let leadTimeDays { validation.leadTime(leadTimeDays) }
        try validation.check()
        return Valid(id: id, label: label, stage: stage, leadDays: leadTimeDays == 0 ? nil : leadTimeDays)
    }
}

extension Validation {
    mutating func stepLabel(_ text: String?) -> String { self.text(text, "label", 1...200) }

    mutating func leadTime(_ days: Int) { range(days, "leadTimeDays", 0...3650) }
}

extension ChecklistItem {
    /// A step of a member's own: everybody who writes one down needs it.
    init(own id: String, stage: ChecklistStage, label: String, leadDays: Int?, on day: CivilDay) {
        self.init(
            id: id, block: "", position: .max, stage: stage, isMandatory: true, label: label, detail: "", issuer: "",
            issuerCountry: "", appliesIf: "", leadMin: leadDays, leadMax: leadDays, validityMonths: nil,
            dependsOn: [], cost: "", officialURL: nil, sourceName: "", sourceURL: nil, asOf: day, precision: "day",
            confidence: .high, isOwn: true)
    }
}
