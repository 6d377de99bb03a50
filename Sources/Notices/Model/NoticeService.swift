import Core
import Storage
import Sync

/// What members are told of. Other features say what happened, inside their own transaction; who is told follows from
/// levels, settings and blocks then, and what is shown from who may see what when it is read.
package struct NoticeService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    /// Scheme and host, without a slash at the end: what letters lead to.
    package let siteAddress: String
    /// Proves the links that end letters.
    let stopping: StopSeal
    /// Who the site is for push services.
    let pushing: PushSender

    package static let perPage = 30
    /// Notices that are counted: the header says `99+`.
    package static let mostCounted = 100
    /// Members who are told within the transaction of the post. The others are told by `spread`, so that a post in
    /// a thread that thousands watch holds up no other writer.
    static let toldAtOnce = 100

    /// - Parameter letterKey: of the links that end letters (32 bytes).
    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, siteAddress: String, letterKey: [UInt8],
        pushing: PushSender
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.siteAddress = siteAddress
        stopping = StopSeal(key: letterKey)
        self.pushing = pushing
    }

    // MARK: Reading

    /// The member's notices, the newest first; those of what may be seen no longer are left out.
    /// - Throws: `signInRequired`.
    package func notices(
        after cursor: PageCursor? = nil, limit: Int = perPage, as principal: Principal
    ) async throws -> Paged<Notice> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let notices = try NoticeRepository.notices(
                of: member.id, after: cursor, limit: limit, visibleTo: principal, in: transaction)
            let others = try OtherNoticeRepository.notices(
                of: member.id, after: cursor, limit: limit, in: transaction)
            let newest = (notices + others).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
            return Paged(newest, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    /// - Throws: `signInRequired`; `notFound`.
    package func notice(_ id: NoticeID, as principal: Principal) async throws -> Notice {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let found = try NoticeRepository.notices(
                [id.text], of: member.id, visibleTo: principal, in: transaction)
            if let notice = found.first { return notice }
            let others = try OtherNoticeRepository.notices([id.text], of: member.id, in: transaction)
            guard let notice = others.first else { throw Problem.notFound }
            return notice
        }
    }

    /// How many notices wait, at most 100; none for a visitor, which costs nothing.
    package func unreadCount(as principal: Principal) async throws -> Int {
        guard let member = principal.member else { return 0 }
        return try await store.read { transaction in
            let count = try NoticeRepository.unreadCount(of: member.id, visibleTo: principal, in: transaction)
            let others = try OtherNoticeRepository.unreadCount(of: member.id, in: transaction)
            return min(count + others, Self.mostCounted)
        }
    }

    /// Notes that notices were seen; `nil` means all.
    /// - Throws: `signInRequired`; `invalid` naming `ids`.
    package func markSeen(_ seen: NoticesSeen, as principal: Principal) async throws {
        let ids = try seen.validated()
        try await store.write { try markSeen(ids, as: principal, in: $0) }
    }

    func markSeen(_ ids: [NoticeID]?, as principal: Principal, in transaction: any WriteTransaction) throws {
        let member = try principal.requireMember()
        let changed = try NoticeRepository.markSeen(ids, of: member.id, at: clock.now, in: transaction)
        let others = try OtherNoticeRepository.markSeen(ids, of: member.id, at: clock.now, in: transaction)
        touch(changed + others, of: member.id, in: transaction)
    }

    // MARK: Settings

    /// - Throws: `signInRequired`.
    package func settings(as principal: Principal) async throws -> NoticeSettings {
        let member = try principal.requireMember()
        return try await store.read { try settings(of: member.id, in: $0) }
    }

    func settings(of member: MemberID, in transaction: any Transaction) throws -> NoticeSettings {
        try NoticeSettingRepository.settings(of: member, in: transaction) ?? NoticeSettings()
    }

    /// When the quiet hours of a member end that hold a moment; `nil` where none do.
    package func quietEnd(
        of member: MemberID, at moment: Timestamp, in transaction: any Transaction
    ) throws -> Timestamp? {
        try LetterReader.of(member, in: transaction)?.quietEnd(at: moment)
    }

    /// - Returns: all settings as they are then.
    /// - Throws: `signInRequired`; `invalid` naming `quietFrom` and `quietUntil`.
    @discardableResult
    package func change(_ settings: NoticeSettings, as principal: Principal) async throws -> NoticeSettings {
        let member = try principal.requireMember()
        return try await store.write { transaction in
            let settings = settings.over(try self.settings(of: member.id, in: transaction))
            try NoticeSettingRepository.set(settings, settings.quietHours(), of: member.id, in: transaction)
            return settings
        }
    }

    // MARK: The change index

    func touch(_ notices: [String], of member: MemberID, in transaction: any WriteTransaction) {
        for id in notices { transaction.touch(.enters(scope: "u:\(member)", entity: "notification", id: id)) }
    }
}
