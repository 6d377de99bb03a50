import Core
import Foundation
import Storage
import Texts

/// Bringing notices to devices. Nobody is asked while a transaction is open: what is to be sent is read, then sent, then
/// what became of it is written. Should the program end in between, a device is told again, in the place of the first.
extension NoticeService {
    /// How long one who has a page open has to see a notice there first.
    package static let seenWithin = Span.seconds(10)
    /// Nobody wants to hear the next day that something was new.
    private static let staleAfter = Span.days(1)
    /// Failures in a row, over some three days, after which a device is given up.
    private static let mostFailures: Int64 = 20
    /// Push services that are asked at one time.
    private static let atOnce = 8

    /// Brings what is due to the devices: one message to each, about all that is.
    /// - Throws: `unavailable` when the database cannot be used; `CancellationError`.
    package func sendPushes(by carrier: some PushCarrier) async throws {
        let limit = 200
        var count = limit
        while count == limit {
            let due = try await store.read { try PushRepository.due(at: clock.now, limit: limit, in: $0) }
            count = due.count
            let devices = Set(due).sorted()
            try await withThrowingTaskGroup(of: Void.self) { group in
                var waiting = devices[...]
                for device in waiting.prefix(Self.atOnce) { group.addTask { try await push(to: device, by: carrier) } }
                waiting = waiting.dropFirst(Self.atOnce)
                while try await group.next() != nil {
                    if let device = waiting.popFirst() { group.addTask { try await push(to: device, by: carrier) } }
                }
            }
        }
    }

    /// What a message is made of, as it was read.
    private struct Found {
        let target: PushTarget
        let due: [String]
        let settings: NoticeSettings
        let quietEnd: Timestamp?
        /// Those of the due ones that are to be told, the newest last.
        var notices: [Notice] = []
    }

    private func push(to device: PushSubscriptionID, by carrier: some PushCarrier) async throws {
        let now = clock.now
        guard let found = try await store.read({ try find(device, at: now, in: $0) }) else { return }
        guard found.target.isGood else {
            return try await store.write { try PushRepository.remove(device, in: $0) }
        }
        if let quietEnd = found.quietEnd {
            return try await store.write { try PushRepository.postpone(device, until: quietEnd, in: $0) }
        }
        guard let message = try compose(found, at: now) else {
            return try await store.write { try PushRepository.remove(found.due, from: device, in: $0) }
        }
        let outcome = try await carrier.carry(message, at: now)
        try await store.write { try settle(outcome, found, at: now, in: $0) }
    }

    private func find(
        _ device: PushSubscriptionID, at now: Timestamp, in transaction: any Transaction
    ) throws -> Found? {
        guard let target = try PushRepository.target(device, at: now, in: transaction) else { return nil }
        let waiting = try PushRepository.waiting(device, at: now, in: transaction)
        guard !waiting.isEmpty else { return nil }
        let settings = try self.settings(of: target.member, in: transaction)
        var found = Found(
            target: target, due: waiting.map(\.notice), settings: settings,
            quietEnd: try settings.quietHours()?.end(at: now, in: target.zone))
        guard target.isHere, found.quietEnd == nil else { return found }
        let fresh = waiting.filter { now.since($0.createdAt) < Self.staleAfter }.map(\.notice)
        let principal = try PushRepository.principal(of: target, in: transaction)
        let notices =
            try NoticeRepository.notices(fresh, of: target.member, visibleTo: principal, in: transaction)
            + OtherNoticeRepository.notices(fresh, of: target.member, in: transaction)
        found.notices = notices.filter { $0.readAt == nil && settings.pushes($0.kind) }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        return found
    }

    /// What a device shows: `Public/sw.js` reads it.
    private struct Content: Encodable {
        let title: String
        let body: String
        /// Where it leads to: a path of this site.
        let path: String
        /// Another with the same takes its place.
        let tag: String
        let lang: String
        let dir: String
    }

    /// - Returns: `nil` when there is nothing to tell.
    /// - Throws: CryptoKit's errors.
    private func compose(_ found: Found, at now: Timestamp) throws -> PushMessage? {
        guard let last = found.notices.last,
            let keys = PushKeys(p256dh: found.target.p256dh, auth: found.target.auth)
        else { return nil }
        let language = Language(rawValue: found.target.language) ?? .english
        let content = self.content(found.notices, last, of: found.settings, in: language)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let urgency = found.notices.map(\.kind.pushUrgency).max { $0.rank < $1.rank } ?? last.kind.pushUrgency
        return PushMessage(
            endpoint: found.target.endpoint,
            headers: [
                ("Authorization", try pushing.authorization(to: found.target.endpoint, at: now)),
                ("Content-Encoding", "aes128gcm"), ("Content-Type", "application/octet-stream"),
                ("TTL", "\(urgency.seconds)"), ("Urgency", urgency.name),
                // What waits at the push service for a device that is off is replaced by what is newer.
                ("Topic", content.tag),
            ],
            body: try PushSealing.seal([UInt8](try encoder.encode(content)), for: keys, salt: randomBytes(16)))
    }

    /// Without names and titles unless the member wants them: a locked screen may be read by whoever passes by.
    private func content(
        _ notices: [Notice], _ last: Notice, of settings: NoticeSettings, in language: Language
    ) -> Content {
        let phrases = Phrasebook.of(language)
        let site = URL(string: siteAddress)?.host(percentEncoded: false) ?? siteAddress
        let isOne = notices.count == 1
        let count = phrases.text("push_new", count: notices.count, ["site": site])
        let shown = settings.pushDetails ?? false ? details(notices, last, phrases) : nil
        return Content(
            title: shown?.title ?? count, body: shown?.body ?? "",
            path: isOne ? "/notifications/\(last.id)" : "/notifications",
            // At most 32 characters of base64url (RFC 8030, section 5.4); one for all where each says the same.
            tag: shown != nil && isOne ? last.id.text.replacing("-", with: "") : "notices",
            lang: language.rawValue, dir: language.direction)
    }

    private func details(
        _ notices: [Notice], _ last: Notice, _ phrases: Phrasebook
    ) -> (title: String, body: String) {
        let more = notices.count > 1 ? "\n" + phrases.text("letter_more", count: notices.count - 1) : ""
        return (String(last.words(phrases).prefix(150)), String(last.threadTitle.prefix(200)) + more)
    }

    private func settle(
        _ outcome: PushOutcome, _ found: Found, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let device = found.target.id
        switch outcome {
        case .delivered:
            try PushRepository.remove(found.due, from: device, in: transaction)
            try PushRepository.setSent(device, at: now, in: transaction)
        case .gone: try PushRepository.remove(device, in: transaction)
        case .refused:
            // The same bytes would be refused again.
            try PushRepository.remove(found.due, from: device, in: transaction)
            try pause(found.target, atLeast: nil, at: now, in: transaction)
        case .later(let seconds): try pause(found.target, atLeast: seconds, at: now, in: transaction)
        }
    }

    /// One minute, two, four … up to six hours; longer when the service says so.
    private func pause(
        _ target: PushTarget, atLeast seconds: Int64?, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let failures = target.failures + 1
        guard failures < Self.mostFailures else { return try PushRepository.remove(target.id, in: transaction) }
        let own = Span.minutes(min(360, 1 << min(failures - 1, 9)))
        let until = now.advanced(by: max(own, .seconds(seconds ?? 0)))
        try PushRepository.setFailed(target.id, failures: failures, until: until, in: transaction)
        try PushRepository.postpone(target.id, until: until, in: transaction)
    }
}

extension NoticeSettings {
    /// Whether devices are told of notices of a kind.
    fileprivate func pushes(_ kind: Notice.Kind) -> Bool {
        switch kind.pushGroup {
        case .answers: pushAnswers ?? true
        case .watched: pushWatched ?? true
        case .mentoring: pushMentoring ?? true
        case .other: pushOther ?? true
        }
    }
}
