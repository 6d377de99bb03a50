import Accounts
import Core
import Forum
import Storage

extension ModerationService {
    /// Decides an item: its post is published, hidden or removed, its author suspended, its flags answered.
    /// - Throws: `notFound` also for who is no staff; `forbidden` with `own_item` or `staff_target`; `conflict` with
    ///   `already_decided` or `words_gone`; `invalid` naming the fields.
    package func decide(
        _ draft: DecisionDraft, on id: ReviewItemID, as principal: Principal
    ) async throws -> ReviewCase {
        try requireStaff(principal)
        let valid = try draft.validated()
        return try await store.write { try decide(valid, on: id, as: principal, in: $0) }
    }

    func decide(
        _ valid: DecisionDraft.Valid, on id: ReviewItemID, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> ReviewCase {
        let found = try visibleCase(id, as: principal, in: transaction)
        guard found.item.isOpen else { throw Problem(.conflict, "already_decided") }
        guard principal.canDecide(found.item) else { throw Problem(.forbidden, "own_item") }
        if found.item.cause == .appeal {
            try answerAppeal(found, valid, as: principal, in: transaction)
        } else {
            try settle(found, valid, as: principal, in: transaction)
        }
        try ReviewRepository.decide(
            id, valid.decision, note: valid.note, by: principal.member?.id, at: clock.now, in: transaction)
        try unsilence(found.item, by: principal, in: transaction)
        // Of an anonymous post's author the night does it: a level that changes now would tell who it is.
        if !found.item.isAnonymous { try updateTrust(of: found.item.authorID, in: transaction) }
        return try visibleCase(id, as: principal, in: transaction)
    }

    private func settle(
        _ found: ReviewCase, _ valid: DecisionDraft.Valid, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        let item = found.item
        let reason = found.mainReason?.rawValue ?? item.cause.rawValue
        // Whoever is suspended is named: first two moderators must want to know who it is.
        guard valid.decision != .suspend || found.isNamed else { throw Problem(.conflict, "unmask_first") }
        switch valid.decision {
        case .approve, .reject: try move(item, to: .published, as: principal, in: transaction)
        case .hide: try move(item, to: .hidden, as: principal, in: transaction)
        case .remove: try move(item, to: .deleted, as: principal, in: transaction)
        case .suspend:
            try move(item, to: .hidden, as: principal, in: transaction)
            if let suspension = valid.suspension {
                try suspend(
                    item.authorID, suspension, because: reason, item: item.id, as: principal, in: transaction)
            }
        }
        let outcome: FlagOutcome =
            switch valid.decision {
            case .approve: .settled
            case .reject: .rejected
            case .hide, .remove, .suspend: .upheld
            }
        try FlagRepository.close(item.id, outcome, at: clock.now, in: transaction)
        // The suspension is a line of its own.
        let action = valid.decision == .suspend ? .hide : ModerationAction(valid.decision)
        try log(action, item, reason: reason, note: valid.note, by: principal, in: transaction)
    }

    /// Of an appeal there are two answers. They answer the flags, too, that came while it was open.
    private func answerAppeal(
        _ found: ReviewCase, _ valid: DecisionDraft.Valid, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        let item = found.item
        switch valid.decision {
        case .approve:
            if let appealed = found.appealed {
                if appealed.targetType == .post {
                    try move(item, to: .published, restoring: true, as: principal, in: transaction)
                }
                try FlagRepository.close(appealed.id, .settled, at: clock.now, in: transaction)
            }
            if try isSuspension(of: found, in: transaction) {
                try lift(of: item.authorID, as: principal, in: transaction)
            }
            try FlagRepository.close(item.id, .settled, at: clock.now, in: transaction)
        case .reject: try FlagRepository.close(item.id, .upheld, at: clock.now, in: transaction)
        case .hide, .remove, .suspend: throw Problem.invalid("decision", "unknown_choice")
        }
        try log(
            valid.decision == .approve ? .appealGranted : .appealDenied, item,
            reason: found.appealed?.decision?.rawValue ?? Decision.suspend.rawValue, note: valid.note, by: principal,
            in: transaction)
    }

    /// Whether what is appealed is the suspension that runs: the author may have been suspended for something else
    /// since.
    private func isSuspension(of appeal: ReviewCase, in transaction: any Transaction) throws -> Bool {
        if appeal.item.targetType == .member { return true }
        guard let appealed = appeal.appealed, appealed.decision == .suspend else { return false }
        let suspensions = try SuspensionRepository.suspensions(of: appeal.item.authorID, in: transaction)
        return suspensions.first { $0.isRunning(at: clock.now) }?.itemID == appealed.id
    }

    private func lift(
        of member: MemberID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard let facts = try AccountStanding.facts(member, at: clock.now, in: transaction) else { return }
        guard principal.canSuspend(facts) else { throw Problem(.forbidden, "staff_target") }
        try lift(member, note: "", as: principal, in: transaction)
    }

    /// What the author deleted stays deleted, and comes back as was decided; what a moderator removed comes back by
    /// an appeal while its words are there.
    private func move(
        _ item: ReviewItem, to state: PostState, restoring: Bool = false, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        guard let post = item.postID, let present = try forum.state(ofPost: post, in: transaction) else { return }
        if present.state == .deleted {
            guard restoring, !present.isTakenBack else {
                return try forum.decide(state, ofDeleted: post, as: principal, in: transaction)
            }
            guard present.hasWords else { throw Problem(.conflict, "words_gone") }
        }
        try forum.setState(state, ofPost: post, as: principal, in: transaction)
    }

    func log(
        _ action: ModerationAction, _ item: ReviewItem, reason: String, note: String, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        try log(
            LogRepository.New(
                action: action, targetType: item.targetType == .post ? .post : .member, targetID: item.targetID,
                member: item.author?.id, reason: reason, note: note), by: principal, in: transaction)
    }

    /// Nothing is left that would keep the author silent.
    private func unsilence(
        _ item: ReviewItem, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let author = item.authorID
        guard let facts = try AccountStanding.facts(author, at: clock.now, in: transaction),
            facts.silencedAt != nil, try FlagRepository.open(against: author, in: transaction).flags == 0
        else { return }
        try AccountStanding.setSilenced(nil, author, in: transaction)
        try log(
            item.isAnonymous
                ? LogRepository.New(action: .unsilence, targetType: .post, targetID: item.targetID, member: nil)
                : LogRepository.New(action: .unsilence, targetType: .member, targetID: author.text, member: author),
            by: principal, in: transaction)
    }
}

extension ModerationAction {
    init(_ decision: Decision) {
        self =
            switch decision {
            case .approve: .approve
            case .reject: .reject
            case .hide: .hide
            case .remove: .remove
            case .suspend: .suspend
            }
    }
}
