import Core
import Storage

/// Checklists: what the data says of each step, and members' own copies of it.
package struct ChecklistService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource

    package init(store: any Store, clock: Clock, ids: IdentifierSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    /// Today, in UTC.
    package var today: CivilDay { CivilDay(clock.now) }

    // MARK: What the data says

    /// The checklist of a pathway.
    /// - Throws: `notFound` when it has none.
    package func template(for pathway: Pathway) async throws -> ChecklistTemplate {
        guard let family = pathway.checklistFamily else { throw Problem.notFound }
        return try await store.read { transaction in
            let (found, items) = try template(family, in: transaction)
            return ChecklistTemplate(
                family: family, title: found.title, notes: found.notes, items: items.filter { !$0.isRetired })
        }
    }

    private func template(
        _ id: String, in transaction: any Transaction
    ) throws -> (family: ChecklistRepository.Family, items: [ChecklistItem]) {
        guard let family = try ChecklistRepository.family(id, in: transaction) else { throw Problem.notFound }
        return (family, try ChecklistRepository.items(of: family.includes + [family.id], in: transaction))
    }

    // MARK: One's own

    /// The member's copies, by pathway.
    /// - Throws: `signInRequired`.
    package func checklists(as principal: Principal) async throws -> [ChecklistSummary] {
        let member = try principal.requireMember()
        return try await store.read { try ChecklistRepository.summaries(of: member.id, in: $0) }
    }

    /// - Throws: `signInRequired`; `notFound`.
    package func checklist(_ id: ChecklistID, as principal: Principal) async throws -> ChecklistPage {
        let member = try principal.requireMember()
        return try await store.read { try page(try own(id, of: member.id, in: $0), in: $0) }
    }

    /// The member's copy for a pathway; `nil` for a visitor and for who has none.
    package func checklist(for pathway: PathwayID, as principal: Principal) async throws -> ChecklistPage? {
        guard let member = principal.member else { return nil }
        return try await store.read { transaction in
            try ChecklistRepository.checklist(pathway: pathway, of: member.id, in: transaction)
                .map { try page($0, in: transaction) }
        }
    }

    /// The step that must begin first, of the copy whose journey is next; `nil` without a day to reckon from.
    package func nextStep(as principal: Principal) async throws -> (own: ChecklistPage, step: ChecklistStep)? {
        guard let member = principal.member else { return nil }
        return try await store.read { transaction in
            let planned = try ChecklistRepository.summaries(of: member.id, in: transaction).map(\.checklist)
                .filter { $0.target.map { $0 >= today } ?? false }
            guard let first = planned.min(by: { ($0.target ?? today) < ($1.target ?? today) }) else { return nil }
            let own = try page(first, in: transaction)
            return own.next.map { (own, $0) }
        }
    }

    func own(_ id: ChecklistID, of member: MemberID, in transaction: any Transaction) throws -> Checklist {
        guard let found = try ChecklistRepository.checklist(id, of: member, in: transaction) else {
            throw Problem.notFound
        }
        return found
    }

    func page(_ checklist: Checklist, in transaction: any Transaction) throws -> ChecklistPage {
        let own = try OwnStepRepository.steps(of: checklist.id, in: transaction)
        let entries = try ChecklistRepository.entries(of: checklist.id, in: transaction)
        return ChecklistPage(
            checklist, try template(checklist.family, in: transaction).items + own.map(\.item),
            own.reduce(into: entries) { $0[$1.item.id] = $1.entry })
    }

    // MARK: Changing

    /// Begins a copy. The same id again, or a second one for the pathway, is the first.
    /// - Throws: `signInRequired`; `notFound` for a pathway without a checklist; `invalid`; `conflict` with
    ///   `id_conflict` for an id of someone else's.
    package func start(
        _ draft: ChecklistDraft, as principal: Principal
    ) async throws -> (page: ChecklistPage, isNew: Bool) {
        let valid = try draft.validated(at: clock.now)
        let id = valid.id ?? ids.next(at: clock.now)
        return try await store.write { try start(valid, as: id, by: principal, in: $0) }
    }

    func start(
        _ valid: ChecklistDraft.Valid, as id: ChecklistID, by principal: Principal, in transaction: any WriteTransaction
    ) throws -> (page: ChecklistPage, isNew: Bool) {
        let member = try principal.requireMember()
        if let owner = try ChecklistRepository.owner(of: id, in: transaction), owner != member.id {
            throw Problem(.conflict, "id_conflict")
        }
        if let known = try ChecklistRepository.checklist(pathway: valid.pathway, of: member.id, in: transaction) {
            return (try page(known, in: transaction), false)
        }
        guard try ChecklistRepository.owner(of: id, in: transaction) == nil else {
            throw Problem(.conflict, "id_conflict")
        }
        guard let family = try ChecklistRepository.family(ofPathway: valid.pathway, in: transaction) else {
            throw Problem.notFound
        }
        let items = try template(family, in: transaction).items.filter { !$0.isRetired }
        try ChecklistRepository.insert(valid, id: id, family: family, of: member.id, at: clock.now, in: transaction)
        let fresh = items.map { ($0.id, ChecklistEntry(for: $0, at: clock.now)) }
        try ChecklistRepository.save(fresh, in: id, transaction)
        touch(id, of: member.id, items.map(\.id), in: transaction)
        return (try page(try own(id, of: member.id, in: transaction), in: transaction), true)
    }

    /// Another day of the journey.
    /// - Throws: `signInRequired`; `notFound`; `invalid`.
    @discardableResult
    package func change(
        _ change: ChecklistChange, of id: ChecklistID, as principal: Principal
    ) async throws -> ChecklistPage {
        let target = try change.validated(at: clock.now)
        return try await store.write { try setTarget(target, of: id, as: principal, in: $0) }
    }

    func setTarget(
        _ target: CivilDay?, of id: ChecklistID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> ChecklistPage {
        let member = try principal.requireMember()
        _ = try own(id, of: member.id, in: transaction)
        try ChecklistRepository.setTarget(target, of: id, at: clock.now, in: transaction)
        touch(id, of: member.id, [], in: transaction)
        return try page(try own(id, of: member.id, in: transaction), in: transaction)
    }

    /// What the member did about a step; of each field the last to arrive counts. A step that the data got later is
    /// taken up by it. Of a step of their own they say what it is as well.
    /// - Throws: `signInRequired`; `notFound`; `invalid`.
    @discardableResult
    package func setItem(
        _ item: String, _ change: ChecklistItemChange, in id: ChecklistID, as principal: Principal
    ) async throws -> ChecklistStep {
        let valid = try change.validated(at: clock.now)
        return try await store.write { try setItem(item, valid, in: id, as: principal, $0) }
    }

    func setItem(
        _ item: String, _ change: ChecklistItemChange.Valid, in id: ChecklistID, as principal: Principal,
        _ transaction: any WriteTransaction
    ) throws -> ChecklistStep {
        let member = try principal.requireMember()
        let page = try page(try own(id, of: member.id, in: transaction), in: transaction)
        guard let step = page.steps.first(where: { $0.item.id == item }) else { throw Problem.notFound }
        var entry = step.entry ?? ChecklistEntry(for: step.item, at: clock.now)
        if let state = change.state { entry.set(state, on: today) }
        if let doneOn = change.doneOn { entry.doneOn = doneOn }
        if let note = change.note { entry.note = note }
        entry.seenRevision = step.item.revision
        entry.revision += 1
        entry.updatedAt = clock.now
        let changed = ChecklistStep(item: try change.applied(to: step.item), entry: entry)
        if step.item.isOwn {
            try OwnStepRepository.save(changed, in: id, at: clock.now, transaction)
        } else {
            try ChecklistRepository.save(entry, of: item, in: id, transaction)
        }
        touch(id, of: member.id, [item], in: transaction)
        return changed
    }

    /// The member has seen what the data says now; new steps are taken up.
    /// - Throws: `signInRequired`; `notFound`.
    package func takeUpdate(_ id: ChecklistID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            let page = try page(try own(id, of: member.id, in: transaction), in: transaction)
            let unseen = page.steps.filter { $0.isNew || $0.hasChanged }.map { step in
                var entry = step.entry ?? ChecklistEntry(for: step.item, at: clock.now)
                entry.seenRevision = step.item.revision
                return (item: step.item.id, entry: entry)
            }
            try ChecklistRepository.save(unseen, in: id, transaction)
            touch(id, of: member.id, unseen.map(\.item), in: transaction)
        }
    }

    /// Throws a copy away, with all that was noted in it.
    /// - Throws: `signInRequired`; `notFound`.
    package func remove(_ id: ChecklistID, as principal: Principal) async throws {
        try await store.write { try remove(id, as: principal, in: $0) }
    }

    func remove(_ id: ChecklistID, as principal: Principal, in transaction: any WriteTransaction) throws {
        let member = try principal.requireMember()
        _ = try own(id, of: member.id, in: transaction)
        let entries = try ChecklistRepository.entries(of: id, in: transaction).keys.sorted()
        let own = try OwnStepRepository.steps(of: id, in: transaction).map(\.item.id)
        try ChecklistRepository.remove(id, in: transaction)
        let scope = "u:\(member.id)"
        transaction.touch(.leaves(scope: scope, entity: "checklist", id: id.text))
        for item in entries + own {
            transaction.touch(.leaves(scope: scope, entity: "checklistItem", id: "\(id):\(item)"))
        }
    }

    func touch(
        _ id: ChecklistID, of member: MemberID, _ items: [String], in transaction: any WriteTransaction
    ) {
        let scope = "u:\(member)"
        transaction.touch(.enters(scope: scope, entity: "checklist", id: id.text))
        for item in items {
            transaction.touch(.enters(scope: scope, entity: "checklistItem", id: "\(id):\(item)"))
        }
    }
}

extension ChecklistEntry {
    /// A step that nothing was done about.
    init(for item: ChecklistItem, at now: Timestamp) {
        self.init(
            state: .open, doneOn: nil, note: "", seenRevision: item.revision, revision: 1, updatedAt: now)
    }

    /// What is done was done today unless the member says when.
    fileprivate mutating func set(_ state: ChecklistState, on day: CivilDay) {
        if state == .done, self.state != .done { doneOn = day }
        if state != .done { doneOn = nil }
        self.state = state
    }
}
