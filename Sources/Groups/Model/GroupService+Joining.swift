import Core
import Storage
import Sync

/// Joining a group and leaving it.
extension GroupService {
    /// Joins a group, or asks to be let in; once more is no mistake, and other answers take the place of the first.
    /// - Throws: `signInRequired`; `forbidden`, with `group_invitation_needed` or `group_was_removed`; `notFound`;
    ///   `invalid` naming the fields; `conflict` with `group_refused_lately` or `too_many_memberships`.
    package func join(_ draft: GroupJoinDraft, _ id: GroupID, as principal: Principal) async throws -> MemberGroup {
        try await store.write { transaction in
            let member = try principal.requireWriter().id
            let group = try visible(id, as: principal, in: transaction)
            if group.isMember { return group }
            try checkMayJoin(group)
            if group.own.map({ !GroupMemberState.live.contains($0.state) }) ?? true {
                try checkRoom(member, in: transaction)
            }
            let isInvited = group.own?.state == .invited
            switch group.content.joining {
            case .women: try ask(draft, member, group, in: transaction)
            case .request where !isInvited: try ask(draft, member, group, in: transaction)
            case .open, .request, .invite: try enter(member, group, in: transaction)
            }
            return try visible(id, as: principal, in: transaction)
        }
    }

    private func checkMayJoin(_ group: MemberGroup) throws {
        switch group.own?.state {
        case .invited: return
        case .removed: throw Problem(.forbidden, "group_was_removed")
        case .refused:
            let since = group.own?.since ?? clock.now
            guard clock.now.since(since) >= GroupLimits.refusalLasts else {
                throw Problem(.conflict, "group_refused_lately")
            }
        case .member, .asked, .left, .expired, nil: break
        }
        guard group.content.joining != .invite else { throw Problem(.forbidden, "group_invitation_needed") }
    }

    private func ask(
        _ draft: GroupJoinDraft, _ member: MemberID, _ group: MemberGroup, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let isOfWomen = group.content.joining == .women
        let answers = try draft.validated(questions: group.content.questions, needsDeclaration: isOfWomen)
        try GroupMemberRepository.setAnswers(answers, of: member, in: group.id, transaction)
        if isOfWomen { try GroupMemberRepository.declare(member, in: group.id, at: now, transaction) }
        guard group.own?.state != .asked else { return }
        try GroupMemberRepository.set(.asked, of: member, in: group.id, at: now, transaction)
        for moderator in try GroupMemberRepository.moderators(of: group.id, transaction) {
            try listener(.told(moderator, .request, of: group.id, title: group.content.name), transaction)
        }
    }

    /// Makes somebody a member; the first one moderates.
    func enter(_ member: MemberID, _ group: MemberGroup, in transaction: any WriteTransaction) throws {
        let now = clock.now
        let isFirst = group.memberCount == 0
        let expiry = isFirst ? nil : group.content.memberDays.map { now.advanced(by: .days(Int64($0))) }
        try GroupMemberRepository.setAnswers([], of: member, in: group.id, transaction)
        try GroupMemberRepository.set(
            .member, of: member, in: group.id, isModerator: isFirst, expiresAt: expiry, at: now, transaction)
        try GroupRepository.count(1, in: group.id, transaction)
        transaction.touch(.changes(entity: GroupCollection.name, id: group.id.text))
        try Subscriptions.set(Self.scope(group.id), on: true, for: member, at: now, in: transaction)
        try listener(.entered(member, group.id), transaction)
    }

    /// Leaves a group, takes back what one asked, or declines an invitation; once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `group_last_moderator`.
    package func leave(_ id: GroupID, as principal: Principal) async throws {
        let member = try principal.requireMember().id
        try await store.write { transaction in
            let group = try visible(id, as: principal, in: transaction)
            guard let own = group.own, GroupMemberState.live.contains(own.state) else { return }
            if own.isModerator, group.memberCount > 1 { try checkOtherModerator(group, member, in: transaction) }
            try end(member, own.state, .left, group, in: transaction)
        }
    }

    /// - Throws: `conflict` with `group_last_moderator`.
    func checkOtherModerator(
        _ group: MemberGroup, _ member: MemberID, in transaction: any Transaction
    ) throws {
        let others = try GroupMemberRepository.moderators(of: group.id, transaction).filter { $0 != member }
        if others.isEmpty { throw Problem(.conflict, "group_last_moderator") }
    }

    /// Somebody is in a group no longer, or is not let in: nothing of it is theirs to see any more, on none of their
    /// devices.
    /// - Parameter hasDevices: not those of an account that is closed.
    func end(
        _ member: MemberID, _ before: GroupMemberState, _ state: GroupMemberState, _ group: MemberGroup,
        hasDevices: Bool = true, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        try GroupMemberRepository.set(state, of: member, in: group.id, at: now, transaction)
        try GroupMemberRepository.forget(member, in: group.id, transaction)
        if before == .member {
            try giveSeats(of: member, in: group.id, transaction)
            try GroupRepository.count(-1, in: group.id, transaction)
            transaction.touch(.changes(entity: GroupCollection.name, id: group.id.text))
            if hasDevices {
                try Subscriptions.set(Self.scope(group.id), on: false, for: member, at: now, in: transaction)
            }
        }
        try listener(.left(member, group.id), transaction)
    }

    /// Ends memberships whose time is over, some hundreds at a time: the hourly run.
    package func expire() async throws {
        let limit = 200
        var ended = limit
        while ended == limit {
            ended = try await store.write { transaction in
                let due = try GroupMemberRepository.expired(at: clock.now, limit: limit, transaction)
                for (member, id) in due {
                    let group = try visible(id, as: .system(reason: "expiry"), in: transaction)
                    try end(member, .member, .expired, group, in: transaction)
                    try listener(.told(member, .ended, of: id, title: group.lastingName), transaction)
                }
                return due.count
            }
        }
    }

    /// An account is closed: its memberships end, and where nobody else moderates, who is there longest does.
    func close(_ member: MemberID, in transaction: any WriteTransaction) throws {
        for own in try GroupRepository.own(of: member, in: transaction) {
            guard let membership = own.own else { continue }
            let isOnly =
                try membership.isModerator
                && GroupMemberRepository.moderators(of: own.id, transaction) == [member]
            try end(member, membership.state, .left, own, hasDevices: false, in: transaction)
            if isOnly, let next = try GroupMemberRepository.eldest(of: own.id, besides: member, transaction) {
                try GroupMemberRepository.change(
                    next, in: own.id, isModerator: true, expiresAt: nil, transaction)
            }
        }
    }
}
