import Core

/// What a member fills in to begin a copy.
package struct ChecklistDraft: CheckedDraft {
    package var id: ChecklistID?
    package var pathwayId: String?
    package var targetDate: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, pathwayId, targetDate }

    package init(id: ChecklistID? = nil, pathwayId: String?, targetDate: String? = nil) {
        self.id = id
        self.pathwayId = pathwayId
        self.targetDate = targetDate
    }

    struct Valid: Sendable {
        let id: ChecklistID?
        let pathway: PathwayID
        let target: CivilDay?
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let pathway = validation.text(pathwayId, "pathwayId", 1...100)
        let target = validation.target(targetDate, at: now)
        try validation.check()
        return Valid(id: id, pathway: pathway, target: target)
    }
}

/// Another day of the journey; an empty one takes it away.
package struct ChecklistChange: CheckedDraft {
    package var targetDate: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case targetDate }

    package init(targetDate: String?) { self.targetDate = targetDate }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming `targetDate`.
    func validated(at now: Timestamp) throws -> CivilDay? {
        var validation = Validation()
        let target = validation.target(targetDate, at: now)
        try validation.check()
        return target
    }
}

/// What a member did about a step; what is left out stays as it is.
package struct ChecklistItemChange: CheckedDraft {
    package var state: String?
    /// `YYYY-MM-DD`; empty: no day.
    package var doneOn: String?
    package var note: String?
    /// Of a step of the member's own: what it is, when, and how many days it takes (0: not known).
    package var label: String?
    package var stage: String?
    package var leadTimeDays: Int?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case state, doneOn, note, label, stage, leadTimeDays
    }

    package init(state: String? = nil, doneOn: String? = nil, note: String? = nil) {
        self.state = state
        self.doneOn = doneOn
        self.note = note
    }

    struct Valid: Sendable {
        let state: ChecklistState?
        /// `.some(nil)` takes the day away.
        let doneOn: CivilDay??
        let note: String?
        let label: String?
        let stage: ChecklistStage?
        let leadDays: Int?
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let state = state.map { validation.choice($0, "state", default: ChecklistState.open) }
        let doneOn: CivilDay?? = doneOn.map { text in
            if text.isEmpty { return nil }
            let day = validation.day(text, "doneOn", default: CivilDay(now))
            // Wherever the member is, the day has begun.
            validation.require(day <= CivilDay(now).adding(1), "doneOn", "day_ahead")
            return day
        }
        let note = note.map { validation.text($0, "note", 0...2000, form: .block) }
        let label = label.map { validation.stepLabel($0) }
        let stage = stage.map { validation.choice($0, "stage", default: ChecklistStage.prepare) }
        if let leadTimeDays { validation.leadTime(leadTimeDays) }
        try validation.check()
        return Valid(
            state: state, doneOn: doneOn, note: note, label: label, stage: stage, leadDays: leadTimeDays)
    }
}

extension Validation {
    /// The day of a journey, or none.
    fileprivate mutating func target(_ text: String?, at now: Timestamp) -> CivilDay? {
        guard let text, !text.isEmpty else { return nil }
        let today = CivilDay(now)
        let target = day(text, "targetDate", default: today)
        require(target >= today.adding(-366) && target <= today.adding(3660), "targetDate", "target_far")
        return target
    }
}
