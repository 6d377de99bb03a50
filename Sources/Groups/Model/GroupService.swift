import Core
import Storage
import Sync

/// Groups of members: who founds them, who knows of them, who is in them.
package struct GroupService: Sendable {
    package typealias Listener = @Sendable (GroupNews, any WriteTransaction) throws -> Void

    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let listener: Listener

    /// - Parameter listener: who hears what happens, inside the transaction in which it happens.
    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, listener: @escaping Listener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.listener = listener
    }

    static func scope(_ id: GroupID) -> String { "g:\(id)" }

    // MARK: Reading

    /// A page of the groups that everybody may know of, the newest first.
    package func groups(
        after cursor: PageCursor? = nil, limit: Int = GroupLimits.perPage, as principal: Principal
    ) async throws -> Paged<MemberGroup> {
        try await store.read { transaction in
            let found = try GroupRepository.groups(
                after: cursor, limit: limit, for: principal.member?.id, in: transaction)
            return Paged(found, limit: limit, cursor: GroupRepository.cursor)
        }
    }

    /// The groups that the member is in, is invited to or asks to join, by name.
    /// - Throws: `signInRequired`.
    package func ownGroups(as principal: Principal) async throws -> [MemberGroup] {
        let member = try principal.requireMember().id
        let found = try await store.read { try GroupRepository.own(of: member, in: $0) }
        return found.sorted { ($0.content.name, $0.id) < ($1.content.name, $1.id) }
    }

    /// - Throws: `notFound`.
    package func group(_ id: GroupID, as principal: Principal) async throws -> MemberGroup {
        try await store.read { try visible(id, as: principal, in: $0) }
    }

    /// By its slug, or by its id: so do notices name it.
    /// - Throws: `notFound`.
    package func group(named name: String, as principal: Principal) async throws -> MemberGroup {
        if let id = GroupID(name) { return try await group(id, as: principal) }
        return try await store.read { transaction in
            guard let found = try GroupRepository.group(slug: name, visibleTo: principal, in: transaction) else {
                throw Problem.notFound
            }
            return found
        }
    }

    func visible(_ id: GroupID, as principal: Principal, in transaction: any Transaction) throws -> MemberGroup {
        guard let found = try GroupRepository.byID([id.text], visibleTo: principal, in: transaction).first else {
            throw Problem.notFound
        }
        return found
    }

    // MARK: Founding

    /// Founds a group; who does is its first member and moderates it. Sent twice, with the same id or by the same form,
    /// it is founded once.
    /// - Throws: `signInRequired`; `forbidden`, with `group_level` for who is not trusted enough yet; `invalid` naming
    ///   the fields; `conflict` with `id_conflict` or `too_many_groups`.
    package func found(
        _ draft: GroupDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (group: MemberGroup, isNew: Bool) {
        try requireFounder(principal)
        let content = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter().id
            let now = clock.now
            if let earlier = try SubmittedForms.result(of: form, from: member, in: transaction) {
                return (try visible(GroupID(trusted: earlier), as: principal, in: transaction), false)
            }
            if let sent = draft.id, try GroupRepository.exists(sent, in: transaction) {
                let known = try GroupRepository.byID([sent.text], visibleTo: principal, in: transaction).first
                guard let known, known.isModerator else { throw Problem(.conflict, "id_conflict") }
                return (known, false)
            }
            let most = GroupLimits.moderated
            guard try GroupMemberRepository.moderated(by: member, transaction) < most else {
                throw Problem(.conflict, "too_many_groups", arguments: ["max": "\(most)"])
            }
            try checkRoom(member, in: transaction)
            let id = draft.id ?? ids.next(at: now)
            try GroupRepository.insert(
                id, slug: try slug(of: content, id, in: transaction), content, at: now, in: transaction)
            transaction.touch(.enters(scope: Self.scope(id), entity: GroupCollection.name, id: id.text))
            if content.joining == .women { try GroupMemberRepository.declare(member, in: id, at: now, transaction) }
            let group = try visible(id, as: .system(reason: "founding"), in: transaction)
            try enter(member, group, in: transaction)
            try SubmittedForms.note(id.text, of: form, from: member, at: now, in: transaction)
            return (try visible(id, as: principal, in: transaction), true)
        }
    }

    /// - Throws: `signInRequired`; `forbidden`, with `group_level` for who is not trusted enough yet.
    package func requireFounder(_ principal: Principal) throws {
        _ = try principal.requireWriter()
        guard principal.canFoundGroups else { throw Problem(.forbidden, "group_level") }
    }

    /// The end of its address. Whether a name is taken by a secret group nobody learns: those have an ending always.
    private func slug(
        of content: GroupContent, _ id: GroupID, in transaction: any Transaction
    ) throws -> String {
        let slug = UserText.slug(content.name)
        let isPlain =
            content.sight != .secret && !slug.isEmpty && !["new", "mine"].contains(slug) && GroupID(slug) == nil
        if isPlain, try !GroupRepository.exists(slug: slug, in: transaction) { return slug }
        return [slug, String(id.text.suffix(12))].filter { !$0.isEmpty }.joined(separator: "-")
    }

    /// - Throws: `conflict` with `too_many_memberships`.
    func checkRoom(_ member: MemberID, in transaction: any Transaction) throws {
        let most = GroupLimits.joined
        guard try GroupRepository.own(of: member, in: transaction).count < most else {
            throw Problem(.conflict, "too_many_memberships", arguments: ["max": "\(most)"])
        }
    }

    /// Changes what a group says of itself; what the draft leaves out stays.
    /// - Parameter revision: the one that the change was made from, if the caller knows.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `invalid` naming the fields;
    ///   `stale` with `stale_version`.
    package func change(
        _ draft: GroupChange, of id: GroupID, from revision: Int64? = nil, as principal: Principal
    ) async throws -> MemberGroup {
        try await store.write { transaction in
            let group = try moderated(id, as: principal, in: transaction)
            let content = try draft.validated(over: group.content)
            guard revision == nil || revision == group.revision else { throw Problem(.stale, "stale_version") }
            try GroupRepository.update(id, content, at: clock.now, in: transaction)
            transaction.touch(.changes(entity: GroupCollection.name, id: id.text))
            return try visible(id, as: principal, in: transaction)
        }
    }

    /// A group that the principal moderates.
    /// - Throws: `signInRequired`; `notFound`; `forbidden`, with `group_moderators_only` for all others.
    func moderated(
        _ id: GroupID, as principal: Principal, in transaction: any Transaction
    ) throws -> MemberGroup {
        _ = try principal.requireWriter()
        let group = try visible(id, as: principal, in: transaction)
        guard principal.canModerate(group) else { throw Problem(.forbidden, "group_moderators_only") }
        return group
    }
}
