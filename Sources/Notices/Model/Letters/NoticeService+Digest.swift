import Core
import Mail
import Storage
import Texts

/// What a weekly letter tells: five of each at most.
struct Digest: Sendable {
    var unread: [Notice] = []
    var talkedAbout: [DigestThread] = []
    var waiting: [DigestThread] = []

    var isEmpty: Bool { unread.isEmpty && talkedAbout.isEmpty && waiting.isEmpty }
}

/// The weekly letter (community.md: one message, never empty, none after 180 days unseen).
extension NoticeService {
    package static let digestEvery = Span.days(7)
    /// Days after which one who does not come any more is left alone.
    private static let unseenDays: Int64 = 180

    /// Sends the weekly letters that are due: the hourly run.
    package func sendDigests() async throws {
        let limit = 100
        var count = limit
        while count == limit {
            let members = try await store.read { try DigestRepository.due(at: clock.now, limit: limit, in: $0) }
            if members.isEmpty { return }
            var made: [MadeDigest] = []
            for member in members { made.append(try await makeDigest(for: member)) }
            // Together: each commit empties the cache of pages.
            try await store.write { [made] transaction in
                for digest in made { try send(digest, in: transaction) }
            }
            count = members.count
        }
    }

    /// What was made for a member who was due: no letter when there is nothing to tell.
    private struct MadeDigest: Sendable {
        let member: MemberID
        let due: Timestamp?
        let next: Timestamp
        let id: Identifier<Letter>
        let letter: Letter?
    }

    private func makeDigest(for member: MemberID) async throws -> MadeDigest {
        let now = clock.now
        let (due, reader, digest) = try await store.read { transaction -> (Timestamp?, LetterReader?, Digest) in
            let reader = try LetterReader.of(member, in: transaction)
            let isSent = reader.map { mayBeSent($0, at: now) } ?? false
            let content = try isSent ? self.digest(of: member, at: now, in: transaction) : Digest()
            return (try DigestRepository.dueAt(member, in: transaction), reader, content)
        }
        return MadeDigest(
            member: member, due: due, next: nextDigest(after: due ?? now, of: reader, at: now), id: ids.next(at: now),
            letter: reader.flatMap { digest.isEmpty ? nil : compose(digest, to: $0) })
    }

    private func send(_ digest: MadeDigest, in transaction: any WriteTransaction) throws {
        // Another node, or the member's own settings, may have been here in the meantime.
        guard try DigestRepository.dueAt(digest.member, in: transaction) == digest.due else { return }
        try DigestRepository.setDue(digest.next, of: digest.member, in: transaction)
        if let letter = digest.letter { try Outbox.add(letter, id: digest.id, at: clock.now, in: transaction) }
    }

    private func mayBeSent(_ reader: LetterReader, at now: Timestamp) -> Bool {
        let today = now.milliseconds.flooredDivision(by: 86_400_000).quotient
        let joined = reader.joinedAt.milliseconds.flooredDivision(by: 86_400_000).quotient
        return reader.settings.digest ?? true && today - max(reader.lastActiveDay, joined) <= Self.unseenDays
            && reader.quietEnd(at: now) == nil && now >= reader.joinedAt.advanced(by: Self.digestEvery)
    }

    /// A week after they joined, when the quiet hours end, or on the same day of the next week.
    private func nextDigest(after due: Timestamp, of reader: LetterReader?, at now: Timestamp) -> Timestamp {
        if let reader {
            let first = reader.joinedAt.advanced(by: Self.digestEvery)
            if now < first { return first }
            if let quietEnd = reader.quietEnd(at: now) { return quietEnd }
        }
        let next = due.advanced(by: Self.digestEvery)
        return next > now ? next : now.advanced(by: Self.digestEvery)
    }

    /// As everybody may see it: a letter is read outside of the site, and may lie open. What stands in one part stands
    /// in no other.
    private func digest(of member: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> Digest {
        var digest = Digest()
        let notices = try NoticeRepository.notices(
            of: member, after: nil, limit: Self.perPage, visibleTo: .visitor, in: transaction)
        // Of the others a letter told when they came.
        let told: Set<Notice.Kind> = [.accepted, .post, .thread]
        digest.unread = Array(notices.filter { $0.readAt == nil && told.contains($0.kind) }.prefix(5))
        var named = Set(notices.filter { $0.readAt == nil }.map(\.threadID))
        digest.talkedAbout = try DigestRepository.talkedAbout(
            since: now.advanced(by: -Self.digestEvery), for: member, in: transaction
        ).filter { !named.contains($0.id) }
        named.formUnion(digest.talkedAbout.map(\.id))
        digest.waiting = try DigestRepository.waiting(
            since: now.advanced(by: .days(-30)), until: now.advanced(by: .days(-1)), for: member, in: transaction
        ).filter { !named.contains($0.id) }
        return digest
    }

    private func compose(_ digest: Digest, to reader: LetterReader) -> Letter {
        let phrases = reader.recipient.phrases
        let unread = digest.unread.map { notice in
            "– \(notice.words(phrases)): \(notice.threadTitle)\n  \(siteAddress)/posts/\(notice.postID)"
        }
        let talkedAbout = digest.talkedAbout.map { thread in
            "– \(thread.title) (\(phrases.text("answers", count: thread.answers)))\n  \(siteAddress)/threads/\(thread.id)/-"
        }
        let waiting = digest.waiting.map { "– \($0.title)\n  \(siteAddress)/threads/\($0.id)/-" }
        let parts = [("digest_unread", unread), ("digest_talked", talkedAbout), ("digest_waiting", waiting)]
        let text = parts.filter { !$0.1.isEmpty }
            .map { "\(phrases.text($0.0))\n\n\($0.1.joined(separator: "\n"))" }.joined(separator: "\n\n")
        let stop = stopAddress(.digest, of: reader.recipient.id)
        let arguments = [
            "name": reader.recipient.name, "items": text, "settings": "\(siteAddress)/settings/notifications",
            "stop": stop,
        ]
        return Letter(
            to: reader.recipient.email, subject: phrases.text("mail_digest_subject"),
            body: phrases.text("mail_digest_body", arguments), language: reader.recipient.language.rawValue,
            unsubscribe: stop)
    }
}
