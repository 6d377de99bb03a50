import Core
import Storage

/// What the two want to reach: both add and say what is done; each changes and removes their own.
extension MentorshipService {
    /// A mentorship with its goals, the first first.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func goals(
        in id: MentorshipID, as principal: Principal
    ) async throws -> (mentorship: Mentorship, goals: [MentorshipGoal]) {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let mentorship = try own(id, member.id, transaction).seen(at: now)
            return (mentorship, try GoalRepository.goals(in: id, transaction))
        }
    }

    /// A goal with its mentorship.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func goal(
        _ goal: MentorshipGoalID, in id: MentorshipID, as principal: Principal
    ) async throws -> (goal: MentorshipGoal, mentorship: Mentorship) {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let (found, mentorship) = try ownGoal(goal, in: id, member.id, transaction)
            return (found, mentorship.seen(at: now))
        }
    }

    /// - Parameter id: where it must be; `nil` for wherever it is.
    func ownGoal(
        _ goal: MentorshipGoalID, in id: MentorshipID?, _ member: MemberID, _ transaction: any Transaction
    ) throws -> (goal: MentorshipGoal, mentorship: Mentorship) {
        guard let found = try GoalRepository.byID([goal.text], of: member, in: transaction).first,
            id == nil || found.mentorship == id
        else { throw Problem.notFound }
        return (found, try own(found.mentorship, member, transaction))
    }

    // MARK: Adding

    /// Adds a goal. Sent twice, with the same id or by the same form, it is added once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming `body`; `conflict` with
    ///   `mentorship_step`, `id_conflict` or `too_many_goals`.
    package func add(
        _ draft: MentorshipGoalDraft, to id: MentorshipID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (goal: MentorshipGoal, isNew: Bool) {
        try await store.write { try add(draft, to: id, form: form, as: principal, in: $0) }
    }

    func add(
        _ draft: MentorshipGoalDraft, to id: MentorshipID, form: FormReceipt? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (goal: MentorshipGoal, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        let mentorship = try own(id, member.id, transaction)
        guard let side = mentorship.side(of: member.id) else { throw Problem.notFound }
        let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction)
        if let known = earlier.map({ MentorshipGoalID(trusted: $0) }) ?? draft.id,
            try GoalRepository.exists(known, in: transaction)
        {
            let known = try GoalRepository.byID([known.text], of: member.id, in: transaction).first
            guard let known, known.mentorship == id, known.side == side else { throw Problem(.conflict, "id_conflict") }
            return (known, false)
        }
        let body = try draft.validated()
        try requireLive(mentorship, at: now)
        let most = MentorshipLimits.goals
        guard try GoalRepository.goals(in: id, transaction).count < most else {
            throw Problem(.conflict, "too_many_goals", arguments: ["max": "\(most)"])
        }
        let goal = MentorshipGoal(
            id: draft.id ?? ids.next(at: now), mentorship: id, side: side, body: body, createdAt: now, updatedAt: now,
            version: 1)
        try GoalRepository.insert(goal, in: transaction)
        // What the form made before may be gone by now.
        let receipt = earlier == nil ? form : nil
        try SubmittedForms.note(goal.id.text, of: receipt, from: member.id, at: now, in: transaction)
        touch(goal, in: transaction)
        return (goal, true)
    }

    // MARK: Changing

    /// Says whether a goal is done, or changes one's own words.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming `body`; `stale` with
    ///   `stale_version`; `forbidden` with `mentorship_other_side`; `conflict` with `mentorship_step`.
    package func change(
        _ goal: MentorshipGoalID, _ change: MentorshipGoalChange, in id: MentorshipID, as principal: Principal
    ) async throws -> MentorshipGoal {
        try await store.write { try self.change(goal, change, in: id, as: principal, in: $0) }
    }

    func change(
        _ goal: MentorshipGoalID, _ change: MentorshipGoalChange, in id: MentorshipID?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> MentorshipGoal {
        let member = try principal.requireWriter()
        let now = clock.now
        let (before, mentorship) = try ownGoal(goal, in: id, member.id, transaction)
        var after = before
        if let words = try change.words() { after.body = words }
        if let isDone = change.isDone, isDone != (before.doneAt != nil) { after.doneAt = isDone ? now : nil }
        guard after.body == before.body || mentorship.side(of: member.id) == before.side else {
            throw Problem(.forbidden, "mentorship_other_side")
        }
        // Sent twice, it is done once.
        guard after != before else { return before }
        if let version = change.version, version != before.version { throw Problem(.stale, "stale_version") }
        try requireLive(mentorship, at: now)
        (after.updatedAt, after.version) = (now, before.version + 1)
        try GoalRepository.update(after, in: transaction)
        touch(after, in: transaction)
        return after
    }

    /// Removes a goal of one's own.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `forbidden` with `mentorship_other_side`; `conflict`
    ///   with `mentorship_step`.
    package func remove(_ goal: MentorshipGoalID, in id: MentorshipID, as principal: Principal) async throws {
        try await store.write { try remove(goal, in: id, as: principal, in: $0) }
    }

    func remove(
        _ goal: MentorshipGoalID, in id: MentorshipID?, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireWriter()
        let (found, mentorship) = try ownGoal(goal, in: id, member.id, transaction)
        guard mentorship.side(of: member.id) == found.side else { throw Problem(.forbidden, "mentorship_other_side") }
        try requireLive(mentorship, at: clock.now)
        try GoalRepository.remove(goal, in: transaction)
        transaction.touch(.leaves(scope: Self.scope(found.mentorship), entity: "goal", id: goal.text))
    }

    private func requireLive(_ mentorship: Mentorship, at now: Timestamp) throws {
        guard mentorship.course.seen(at: now).state.isLive else { throw Problem(.conflict, "mentorship_step") }
    }

    private func touch(_ goal: MentorshipGoal, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: Self.scope(goal.mentorship), entity: "goal", id: goal.id.text))
    }
}
