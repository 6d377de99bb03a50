import Core
import Mail
import Markup
import Storage
import Texts

/// SQL over notices that a letter is to tell of; internal to the feature.
enum DueLetterRepository {
    /// Notices of threads, and all others.
    private static let tables: [Query] = ["notification", "notification_other"]

    /// To whom letters are due, the longest waiting first; one may be named several times.
    /// - Parameter limit: of notices of each sort.
    static func members(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [[MemberID]] {
        try tables.map { table in
            try transaction.rows(
                """
                SELECT notice.account_id FROM \(table) AS notice WHERE notice.letter_due_at <= \(now)
                ORDER BY notice.letter_due_at, notice.account_id, notice.id LIMIT \(limit)
                """
            ) { $0.id(0) }
        }
    }

    /// Notices of a member of which a letter is due, read or not.
    static func notices(of member: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> [String] {
        try tables.flatMap { table in
            try transaction.rows(
                """
                SELECT notice.id FROM \(table) AS notice
                WHERE notice.letter_due_at <= \(now) AND notice.account_id = \(member) ORDER BY notice.id
                """
            ) { $0.text(0) }
        }
    }

    static func areUnread(_ notices: [String], in transaction: any Transaction) throws -> Bool {
        let counts = try tables.map { table in
            try transaction.number(
                """
                SELECT count(*) FROM \(table) WHERE \(transaction.dialect.anyOf("id", notices)) AND read_at IS NULL
                """)
        }
        return counts.reduce(0, +) == notices.count
    }

    /// - Parameter due: `nil` when there is nothing more to send.
    static func setDue(_ due: Timestamp?, of notices: [String], in transaction: any WriteTransaction) throws {
        for table in tables {
            try transaction.execute(
                """
                UPDATE \(table) SET letter_due_at = \(due)
                WHERE \(transaction.dialect.anyOf("id", notices)) AND letter_due_at IS NOT NULL
                """)
        }
    }

    /// What posts say, as HTML of our renderer.
    static func texts(of posts: [String], in transaction: any Transaction) throws -> [String: String] {
        let pairs = try transaction.rows(
            "SELECT post.id, post.html FROM forum_post AS post WHERE \(transaction.dialect.anyOf("post.id", posts))"
        ) { ($0.text(0), $0.text(1)) }
        return Dictionary(pairs) { first, _ in first }
    }
}

/// Letters about answers, mentions and messages (community.md: after ten minutes, unless read by then).
extension NoticeService {
    /// How long a member has to read a notice before a letter tells of it.
    package static let readWithin = Span.minutes(10)
    /// Notices that one letter tells of; it names how many more there are.
    static let mostInLetter = 10
    /// Characters of a post that a letter quotes.
    private static let quoted = 500

    /// Sends the letters that are due: one to each member, about all that is.
    package func sendLetters() async throws {
        let limit = 200
        var count = limit
        while count == limit {
            let due = try await store.read { try DueLetterRepository.members(at: clock.now, limit: limit, in: $0) }
            for member in Set(due.joined()).sorted() { try await sendLetter(to: member) }
            count = due.map(\.count).max() ?? 0
        }
    }

    /// What a letter is made of, as it was read.
    private struct Found {
        var due: [String] = []
        var reader: LetterReader?
        /// Those of the due ones that are unread still, and of which everybody may know: a letter is read outside of
        /// the site, and may lie open.
        var notices: [Notice] = []
        var texts: [String: String] = [:]
    }

    private func sendLetter(to member: MemberID) async throws {
        let now = clock.now
        let found = try await store.read { try findLetter(of: member, at: now, in: $0) }
        guard !found.due.isEmpty else { return }
        if let quietEnd = found.reader?.quietEnd(at: now) {
            return try await store.write { try DueLetterRepository.setDue(quietEnd, of: found.due, in: $0) }
        }
        let letter = found.reader.flatMap { compose(found, to: $0) }
        let id: Identifier<Letter> = ids.next(at: now)
        try await store.write { transaction in
            if let letter {
                // What was read just now is looked at again in the next round.
                let unread = found.notices.map(\.id.text)
                guard try DueLetterRepository.areUnread(unread, in: transaction) else { return }
                try Outbox.add(letter, id: id, at: now, in: transaction)
            }
            try DueLetterRepository.setDue(nil, of: found.due, in: transaction)
        }
    }

    private func findLetter(of member: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> Found {
        var found = Found()
        found.due = try DueLetterRepository.notices(of: member, at: now, in: transaction)
        found.reader = try LetterReader.of(member, in: transaction)
        guard found.reader?.settings.letters ?? true else { return found }
        let notices =
            try NoticeRepository.notices(found.due, of: member, visibleTo: .visitor, in: transaction)
            + OtherNoticeRepository.notices(found.due, of: member, in: transaction)
        found.notices = notices.filter { $0.readAt == nil }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        found.texts = try DueLetterRepository.texts(of: found.notices.map(\.postID), in: transaction)
        return found
    }

    /// - Returns: `nil` when there is nothing to tell.
    private func compose(_ found: Found, to reader: LetterReader) -> Letter? {
        guard let first = found.notices.first else { return nil }
        let phrases = reader.recipient.phrases
        let told = found.notices.prefix(Self.mostInLetter).map { notice in
            let head = "\(notice.line(phrases))\n\(siteAddress)\(notice.path)"
            // What members write to each other stays on the site.
            guard let html = found.texts[notice.postID] else { return head }
            let text = PlainText.of(html: html)
            let quote = text.count > Self.quoted ? text.prefix(Self.quoted) + " …" : text[...]
            return "\(head)\n\n\(quote)"
        }
        let more = found.notices.count - told.count
        let items = told + (more > 0 ? [phrases.text("letter_more", count: more)] : [])
        let stop = stopAddress(.letters, of: reader.recipient.id)
        let subject =
            found.notices.count == 1
            ? first.line(phrases)
            : phrases.text("letter_many_subject", count: found.notices.count)
        let body = phrases.text(
            "mail_answers_body",
            [
                "name": reader.recipient.name, "items": items.joined(separator: "\n\n"),
                "settings": "\(siteAddress)/settings/notifications", "stop": stop,
            ])
        return Letter(
            to: reader.recipient.email, subject: subject, body: body, language: reader.recipient.language.rawValue,
            unsubscribe: stop)
    }
}

extension Notice {
    /// What a letter says of it, also where it lies open: of messages no name.
    fileprivate func line(_ phrases: Phrasebook) -> String {
        threadID.isEmpty ? words(phrases) : "\(words(phrases)): \(threadTitle)"
    }

    /// `Ayesha answered you`, or `3 new posts`.
    package func words(_ phrases: Phrasebook) -> String {
        if count >= NoticeService.mostCounted {
            return phrases.text("notice_many", ["count": "\(NoticeService.mostCounted - 1)+"])
        }
        if count > 1 { return phrases.text("notice_posts", count: count) }
        let known = pseudonym.map(phrases.pseudonym) ?? authorName
        let name = known.isEmpty ? phrases.text("former_member") : known
        return phrases.text("notice_\(kind.rawValue)", ["name": name])
    }
}
