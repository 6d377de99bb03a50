import Accounts
import Core
import Storage

extension ModerationService {
    /// A member as moderators see them.
    package struct MemberCase: Sendable {
        package let facts: AccountStanding.Facts
        package let suspensions: [Suspension]
        package let items: [ReviewCase]
        package let canSuspend: Bool
        /// Posts that everybody sees under the member's name and messages that others read, and those that went out of
        /// sight with the account; at most 1,000 of each are counted.
        package let publishedPosts: Int
        package let undonePosts: Int
        /// Whether anything went out of sight with the account.
        package let isUndone: Bool
    }

    /// What is known of a member.
    /// - Throws: `notFound`, also for who is no staff.
    package func member(_ username: String, as principal: Principal) async throws -> MemberCase {
        try requireStaff(principal)
        let now = clock.now
        return try await store.read { transaction in
            guard let facts = try AccountStanding.facts(username: username, at: now, in: transaction) else {
                throw Problem.notFound
            }
            let besides = try countBesides(facts.id, transaction)
            return MemberCase(
                facts: facts, suspensions: try SuspensionRepository.suspensions(of: facts.id, in: transaction),
                items: try cases(
                    try ReviewRepository.items(by: facts.id, named: true, after: nil, limit: 30, in: transaction),
                    as: principal,
                    in: transaction),
                canSuspend: principal.canSuspend(facts),
                publishedPosts: try UndoneRepository.publishedCount(of: facts.id, in: transaction) + besides.shown,
                undonePosts: try UndoneRepository.namedCount(of: facts.id, in: transaction) + besides.undone,
                isUndone: try UndoneRepository.count(of: facts.id, in: transaction) + besides.undone > 0)
        }
    }

    /// Lets a member read and not write for some days; asked to, puts out of sight all that they published, too.
    /// - Throws: `notFound`; `forbidden` with `staff_target`; `invalid` naming the fields.
    package func suspend(
        _ username: String, _ draft: SuspensionDraft, as principal: Principal
    ) async throws {
        try requireStaff(principal)
        let valid = try draft.validated()
        let id = try await store.write { transaction in
            guard let facts = try AccountStanding.facts(username: username, at: clock.now, in: transaction) else {
                throw Problem.notFound
            }
            try suspend(
                facts.id, valid, because: "conduct", item: nil, as: principal, in: transaction)
            if valid.hidesPosts { try noteUndo(.undo, of: facts.id, valid.note, by: principal, in: transaction) }
            return facts.id
        }
        // Nothing new comes in between: the member writes no more.
        if valid.hidesPosts { try await undoPosts(of: id, as: principal) }
    }

    func suspend(
        _ id: MemberID, _ valid: SuspensionDraft.Valid, because code: String, item: ReviewItemID?,
        as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        guard let facts = try AccountStanding.facts(id, at: now, in: transaction) else { throw Problem.notFound }
        guard principal.canSuspend(facts) else { throw Problem(.forbidden, "staff_target") }
        let until = now.advanced(by: .days(Int64(valid.days)))
        try SuspensionRepository.lift(id, by: principal.member?.id, at: now, in: transaction)
        try SuspensionRepository.insert(
            Suspension(
                id: ids.next(at: now, as: Suspension.self).text, memberID: id, reason: valid.reason, until: until,
                itemID: item, createdAt: now, liftedAt: nil), by: principal.member?.id, in: transaction)
        // Who was shut out by the operator stays so.
        if !facts.isSuspended || facts.suspendedUntil != nil {
            try AccountStanding.suspend(id, until: until, at: now, in: transaction)
        }
        try onSuspension(id, transaction)
        try log(
            LogRepository.New(
                action: .suspend, targetType: .member, targetID: id.text, member: id, reason: code,
                note: valid.note), by: principal, in: transaction)
    }

    /// Ends a suspension before its time.
    /// - Throws: `notFound`; `forbidden` with `staff_target`.
    package func lift(_ username: String, note: String, as principal: Principal) async throws {
        try requireStaff(principal)
        try await store.write { transaction in
            guard let facts = try AccountStanding.facts(username: username, at: clock.now, in: transaction) else {
                throw Problem.notFound
            }
            guard principal.canSuspend(facts) else { throw Problem(.forbidden, "staff_target") }
            try lift(facts.id, note: String(note.prefix(1000)), as: principal, in: transaction)
        }
    }

    func lift(
        _ id: MemberID, note: String, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        guard let facts = try AccountStanding.facts(id, at: now, in: transaction), facts.suspendedUntil != nil else {
            return
        }
        try SuspensionRepository.lift(id, by: principal.member?.id, at: now, in: transaction)
        try AccountStanding.lift(id, at: now, in: transaction)
        try log(
            LogRepository.New(
                action: .lift, targetType: .member, targetID: id.text, member: id, note: note), by: principal,
            in: transaction)
    }

    /// The operator shuts an account out, by the command line, or lets it in again.
    package func noteOperator(_ isSuspended: Bool, username: String) async throws {
        try await store.write { transaction in
            guard let facts = try AccountStanding.facts(username: username, at: clock.now, in: transaction) else {
                throw Problem.notFound
            }
            try SuspensionRepository.lift(facts.id, by: nil, at: clock.now, in: transaction)
            try log(
                LogRepository.New(
                    action: isSuspended ? .suspend : .lift, targetType: .member, targetID: facts.id.text,
                    member: facts.id, reason: "operator"), by: .system(reason: "operator"), in: transaction)
        }
    }

    /// Clears away suspensions that are over; they count no more since their time came.
    package func endSuspensions() async throws {
        while true {
            let now = clock.now
            let ended = try await store.write { transaction in
                let ended = try AccountStanding.ended(at: now, limit: 100, in: transaction)
                for id in ended { try lift(id, note: "", as: .system(reason: "time"), in: transaction) }
                return ended.count
            }
            if ended < 100 { return }
        }
    }
}
