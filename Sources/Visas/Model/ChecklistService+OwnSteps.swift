import Core
import Storage

extension ChecklistService {
    /// Steps of their own that a member may add to a copy.
    package static let mostOwnSteps = 50

    /// For a form: what is sent twice with it is added once.
    package func newStepID() -> OwnStepID { ids.next(at: clock.now) }

    /// Adds a step of the member's own. The same id again is the first one.
    /// - Throws: `signInRequired`; `notFound` for a copy that is not theirs; `invalid`; `conflict` with `id_conflict`
    ///   for an id of another copy, or `too_many_own_steps`.
    package func addStep(
        _ draft: OwnStepDraft, to id: ChecklistID, as principal: Principal
    ) async throws -> (step: ChecklistStep, isNew: Bool) {
        let valid = try draft.validated()
        let step = valid.id ?? ids.next(at: clock.now)
        return try await store.write { try addStep(valid, as: step, to: id, by: principal, in: $0) }
    }

    func addStep(
        _ valid: OwnStepDraft.Valid, as step: OwnStepID, to id: ChecklistID, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (step: ChecklistStep, isNew: Bool) {
        let member = try principal.requireMember()
        _ = try own(id, of: member.id, in: transaction)
        let known = try OwnStepRepository.steps(of: id, in: transaction)
        if let same = known.first(where: { $0.item.id == step.text }) { return (same, false) }
        guard try OwnStepRepository.checklist(of: step, in: transaction) == nil else {
            throw Problem(.conflict, "id_conflict")
        }
        guard known.count < Self.mostOwnSteps else {
            throw Problem(.conflict, "too_many_own_steps", arguments: ["max": "\(Self.mostOwnSteps)"])
        }
        let item = ChecklistItem(
            own: step.text, stage: valid.stage, label: valid.label, leadDays: valid.leadDays, on: today)
        let added = ChecklistStep(item: item, entry: ChecklistEntry(for: item, at: clock.now))
        try OwnStepRepository.save(added, in: id, at: clock.now, transaction)
        touch(id, of: member.id, [item.id], in: transaction)
        return (added, true)
    }

    /// Takes a step of the member's own out of a copy, with what was noted about it.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `step_of_data` for what everybody's checklist has.
    package func removeStep(_ item: String, from id: ChecklistID, as principal: Principal) async throws {
        try await store.write { try removeStep(item, from: id, as: principal, in: $0) }
    }

    func removeStep(
        _ item: String, from id: ChecklistID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        let page = try page(try own(id, of: member.id, in: transaction), in: transaction)
        guard let step = page.steps.first(where: { $0.item.id == item }) else { throw Problem.notFound }
        guard step.item.isOwn else { throw Problem(.conflict, "step_of_data") }
        try OwnStepRepository.remove(item, in: transaction)
        transaction.touch(.leaves(scope: "u:\(member.id)", entity: "checklistItem", id: "\(id):\(item)"))
        touch(id, of: member.id, [], in: transaction)
    }
}

extension ChecklistItemChange.Valid {
    /// What a member says anew of a step of their own.
    /// - Throws: `invalid` naming what only their own steps let them change.
    func applied(to item: ChecklistItem) throws -> ChecklistItem {
        guard item.isOwn else {
            var validation = Validation()
            validation.require(label == nil, "label", "step_of_data")
            validation.require(stage == nil, "stage", "step_of_data")
            validation.require(leadDays == nil, "leadTimeDays", "step_of_data")
            try validation.check()
            return item
        }
        return ChecklistItem(
            own: item.id, stage: stage ?? item.stage, label: label ?? item.label,
            leadDays: leadDays.map { $0 == 0 ? nil : $0 } ?? item.leadMax,
            on: item.asOf)
    }
}
