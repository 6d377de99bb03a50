import Core
import Storage

/// Who is in a group, and what its moderators decide.
extension GroupService {
    // MARK: Reading

    /// A page of the members, who came first first.
    /// - Throws: `signInRequired`; `notFound` for all but members and staff.
    package func members(
        in id: GroupID, after cursor: PageCursor? = nil, limit: Int = GroupLimits.perPage, as principal: Principal
    ) async throws -> Paged<GroupMember> {
        _ = try principal.requireMember()
        return try await page(.member, in: id, after: cursor, limit: limit, as: principal) { group in
            principal.canReadMembers(of: group)
        }
    }

    /// A page of those who ask to be let in: for the moderators of the group with what they answered; in a group of
    /// women for its members, too, who may vouch for them.
    /// - Throws: `signInRequired`; `notFound` for everybody else.
    package func requests(
        in id: GroupID, after cursor: PageCursor? = nil, limit: Int = GroupLimits.perPage, as principal: Principal
    ) async throws -> Paged<GroupMember> {
        _ = try principal.requireMember()
        return try await page(.asked, in: id, after: cursor, limit: limit, as: principal) { group in
            principal.canModerate(group) || principal.canVouch(in: group)
        }
    }

    private func page(
        _ state: GroupMemberState, in id: GroupID, after cursor: PageCursor?, limit: Int, as principal: Principal,
        isFor allowed: @escaping @Sendable (MemberGroup) -> Bool
    ) async throws -> Paged<GroupMember> {
        try await store.read { transaction in
            let group = try visible(id, as: principal, in: transaction)
            guard allowed(group) else { throw Problem.notFound }
            let found = try GroupMemberRepository.members(
                state, in: id, after: cursor, limit: limit, transaction)
            let page = Paged(found, limit: limit, cursor: GroupMemberRepository.cursor)
            return Paged(items: try whole(page.items, of: group, for: principal, transaction), next: page.next)
        }
    }

    /// With vouches; for the moderators of the group, and nobody else, with answers and declarations.
    private func whole(
        _ members: [GroupMember], of group: MemberGroup, for principal: Principal, _ transaction: any Transaction
    ) throws -> [GroupMember] {
        let ids = members.map(\.member.id)
        let isOfWomen = group.content.joining == .women
        let vouchers = isOfWomen ? try GroupMemberRepository.vouchers(of: ids, in: group.id, transaction) : [:]
        let answers = group.isModerator ? try GroupMemberRepository.answers(of: ids, in: group.id, transaction) : [:]
        let declared =
            group.isModerator && isOfWomen
            ? try GroupMemberRepository.declarations(of: ids, in: group.id, transaction) : [:]
        return members.map { member in
            var member = member
            let vouched = vouchers[member.member.id] ?? []
            member.vouches = vouched.count
            member.hasVouched = principal.member.map { vouched.contains($0.id) } ?? false
            member.answers = answers[member.member.id] ?? []
            member.declaredAt = declared[member.member.id]
            return member
        }
    }

    // MARK: Deciding

    /// Lets somebody in or not, invites them, makes a member a moderator, or sets when a membership ends.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `invalid` naming the fields;
    ///   `conflict` with `group_step`, `group_vouches_needed` or `group_last_moderator`.
    package func set(
        _ draft: GroupMemberChange, of member: MemberID, in id: GroupID, as principal: Principal
    ) async throws -> GroupMember {
        let valid = try draft.validated(at: clock.now)
        return try await store.write { transaction in
            let group = try moderated(id, as: principal, in: transaction)
            if let step = valid.step { try take(step, member, group, by: principal, in: transaction) }
            guard let present = try GroupMemberRepository.member(member, in: id, transaction) else {
                throw Problem.notFound
            }
            if valid.isModerator != nil || valid.expiresAt != nil {
                try change(valid, present, group, in: transaction)
            }
            guard let changed = try GroupMemberRepository.member(member, in: id, transaction) else {
                throw Problem.notFound
            }
            return try whole([changed], of: group, for: principal, transaction).first ?? changed
        }
    }

    private func take(
        _ step: GroupMemberChange.Step, _ member: MemberID, _ group: MemberGroup, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        let state = try GroupMemberRepository.member(member, in: group.id, transaction)?.state
        switch (step, state) {
        case (.member, .member): return
        case (.member, .asked):
            // Nobody is let in past the members.
            guard group.content.joining != .women else { throw Problem(.conflict, "group_vouches_needed") }
            try enter(member, group, in: transaction)
            try listener(.told(member, .accepted, of: group.id, title: group.content.name), transaction)
        case (.refused, .asked):
            try end(member, .asked, .refused, group, in: transaction)
            try listener(.told(member, .refused, of: group.id, title: group.lastingName), transaction)
        case (.invited, .member), (.invited, .asked), (.invited, .invited): return
        case (.invited, _):
            let name = try transaction.first("SELECT username FROM account WHERE id = \(member)") { $0.text(0) }
            guard let name else { throw Problem.notFound }
            try invite(name, to: group, by: principal, in: transaction)
        default: throw Problem(.conflict, "group_step")
        }
    }

    private func change(
        _ valid: GroupMemberChange.Valid, _ present: GroupMember, _ group: MemberGroup,
        in transaction: any WriteTransaction
    ) throws {
        guard present.state == .member else { throw Problem(.conflict, "group_step") }
        let id = present.member.id
        let isModerator = valid.isModerator ?? present.isModerator
        if present.isModerator, !isModerator { try checkOtherModerator(group, id, in: transaction) }
        var expiry = valid.expiresAt ?? present.expiresAt
        // Who moderates does so until somebody says otherwise.
        if isModerator {
            expiry = nil
        } else if present.isModerator, valid.expiresAt == nil {
            expiry = group.content.memberDays.map { clock.now.advanced(by: .days(Int64($0))) }
        }
        try GroupMemberRepository.change(id, in: group.id, isModerator: isModerator, expiresAt: expiry, transaction)
    }

    /// Invites a member by name; once more is no mistake. Where one of the two blocked the other nothing happens, and
    /// nobody is told.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `invalid` naming `username`;
    ///   `conflict` with `group_is_member`.
    package func invite(
        _ draft: GroupInvitationDraft, to id: GroupID, as principal: Principal
    ) async throws {
        let name = try draft.validated()
        try await store.write { transaction in
            let group = try moderated(id, as: principal, in: transaction)
            try invite(name, to: group, by: principal, in: transaction)
        }
    }

    private func invite(
        _ username: String, to group: MemberGroup, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let inviter = try principal.requireMember().id
        guard let (id, isApart) = try GroupMemberRepository.account(username, from: inviter, transaction) else {
            throw Problem.invalid("username", "unknown_member")
        }
        let state = try GroupMemberRepository.member(id, in: group.id, transaction)?.state
        guard state != .member else { throw Problem(.conflict, "group_is_member") }
        guard !isApart, state != .invited, state != .asked else { return }
        try GroupMemberRepository.set(.invited, of: id, in: group.id, at: clock.now, transaction)
        try listener(.told(id, .invited, of: group.id, title: group.content.name), transaction)
    }

    /// Takes a member out, does not let somebody in, or takes an invitation back; once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `conflict` with
    ///   `group_is_moderator` for a member who moderates still.
    package func remove(_ member: MemberID, from id: GroupID, as principal: Principal) async throws {
        if try principal.requireMember().id == member { return try await leave(id, as: principal) }
        try await store.write { transaction in
            let group = try moderated(id, as: principal, in: transaction)
            guard let present = try GroupMemberRepository.member(member, in: id, transaction) else {
                throw Problem.notFound
            }
            switch present.state {
            case .member:
                guard !present.isModerator else { throw Problem(.conflict, "group_is_moderator") }
                try end(member, .member, .removed, group, in: transaction)
                try listener(.told(member, .ended, of: id, title: group.lastingName), transaction)
            case .asked: try take(.refused, member, group, by: principal, in: transaction)
            case .invited: try end(member, .invited, .left, group, in: transaction)
            case .left, .refused, .removed, .expired: return
            }
        }
    }

    // MARK: Vouching

    /// Vouches for a woman who asks to be let in, or takes it back. With two vouches, or those of all members where these
    /// are fewer, she is in.
    /// - Throws: `signInRequired`; `notFound` for all but members of a group of women, and for who does not ask.
    package func setVouch(
        _ isOn: Bool, for member: MemberID, in id: GroupID, as principal: Principal
    ) async throws {
        try await store.write { transaction in
            let voucher = try principal.requireWriter().id
            let group = try visible(id, as: principal, in: transaction)
            guard principal.canVouch(in: group),
                let asked = try GroupMemberRepository.member(member, in: id, transaction), asked.state == .asked
            else { throw Problem.notFound }
            try GroupMemberRepository.setVouch(isOn, for: member, by: voucher, in: id, at: clock.now, transaction)
            let count = try GroupMemberRepository.vouchers(of: [member], in: id, transaction)[member]?.count ?? 0
            guard isOn, count >= min(GroupLimits.vouches, group.memberCount) else { return }
            try enter(member, group, in: transaction)
            try listener(.told(member, .accepted, of: id, title: group.content.name), transaction)
        }
    }
}
