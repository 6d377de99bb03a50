import Core
import Foundation

/// A message as a push service takes it (RFC 8030).
package struct PushMessage: Sendable {
    package let endpoint: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
}

/// What became of one.
package enum PushOutcome: Sendable, Equatable {
    case delivered
    /// The device has ended its subscription, or there is no push service at that address.
    case gone
    /// Not now: for so many seconds, if the service said.
    case later(seconds: Int64?)
    /// Nothing that the service takes.
    case refused

    /// - Parameter retryAfter: the header's value: seconds, or a date (RFC 9110, section 10.2.3).
    package init(status: Int, retryAfter: String?, at now: Timestamp) {
        switch status {
        case 200...299: self = .delivered
        case 404, 410: self = .gone
        case 408, 425, 429, 500...599: self = .later(seconds: retryAfter.flatMap { Self.seconds($0, at: now) })
        default: self = .refused
        }
    }

    private static func seconds(_ text: String, at now: Timestamp) -> Int64? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let seconds = Int64(text) { return max(0, min(seconds, 86_400)) }
        let reader = DateFormatter()
        reader.locale = Locale(identifier: "en_US_POSIX")
        reader.timeZone = .gmt
        reader.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = reader.date(from: text) else { return nil }
        let seconds = date.timeIntervalSince1970 - Double(now.milliseconds) / 1000
        return Int64(max(0, min(seconds.rounded(.up), 86_400)))
    }
}

/// Takes messages to push services.
package protocol PushCarrier: Sendable {
    /// - Throws: `CancellationError` alone: that nobody answered is an outcome.
    func carry(_ message: PushMessage, at now: Timestamp) async throws -> PushOutcome
}

/// How a notice is brought to devices.
extension Notice.Kind {
    /// Which of the member's choices it falls under.
    enum PushGroup { case answers, watched, mentoring, other }

    private static let ofMentoring = ["mentor", "meeting", "round", "office"]

    var pushGroup: PushGroup {
        switch self {
        case .reply, .mention, .accepted, .interest, .answer, .message: .answers
        case .post, .thread: .watched
        case _ where Self.ofMentoring.contains(where: { rawValue.hasPrefix($0) }): .mentoring
        default: .other
        }
    }

    /// What wakes a device, what may wait until it is awake, and for how many seconds a push service keeps it
    /// (RFC 8030, sections 5.2 and 5.3): of an hour's meeting nobody wants to hear the next day.
    var pushUrgency: (rank: Int, name: String, seconds: Int) {
        switch self {
        case .meetingSoon, .officeHourSoon: (2, "high", 3600)
        case .post, .thread: (0, "low", 86_400)
        default: (1, "normal", 86_400)
        }
    }
}
