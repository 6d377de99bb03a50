import Core
import Storage

/// Takes reports of letters that came back.
package struct BounceService: Sendable {
    /// Told of a member to whose address nothing is sent by itself from now on.
    package typealias Listener = @Sendable (Recipient, any WriteTransaction) throws -> Void

    /// What became of a report.
    package enum Finding: String, Sendable {
        /// No report, or nothing of ours in it.
        case unknown
        /// The proof in the letter's id is none, or of another address.
        case forged
        /// Of a letter of long ago.
        case old
        /// It tells of no failure.
        case harmless
        case noted
        /// Nothing is sent there by itself from now on.
        case suppressed
    }

    private let store: any Store
    private let clock: Clock
    private let seal: LetterSeal
    private let listener: Listener

    /// Those who carry letters try for five days and then report.
    private static let longestWay = Span.days(14)

    package init(store: any Store, clock: Clock, seal: LetterSeal, listener: @escaping Listener) {
        self.store = store
        self.clock = clock
        self.seal = seal
        self.listener = listener
    }

    /// Notes what a report proves: that a letter of ours to an address did not arrive there.
    /// - Parameter message: a whole message (RFC 5322).
    /// - Throws: `unavailable` when the database cannot be used.
    package func take(_ message: [UInt8]) async throws -> Finding {
        guard let report = DeliveryReport(message) else { return .unknown }
        let now = clock.now
        var finding = Finding.forged
        for receiver in report.receivers {
            guard let (letter, address) = proven(report, receiver) else { continue }
            guard now.since(letter.time) < Self.longestWay, now.since(letter.time) > .hours(-1) else {
                finding = .old
                continue
            }
            guard let severity = Self.severity(of: receiver) else {
                finding = .harmless
                continue
            }
            let isNew = try await store.write { transaction in
                let isNew = try Bounces.note(severity, receiver.status, at: address, at: now, in: transaction)
                if isNew, let member = try Self.member(address, in: transaction) { try listener(member, transaction) }
                return isNew
            }
            return isNew ? .suppressed : .noted
        }
        return report.receivers.isEmpty ? .unknown : finding
    }

    /// Takes away what is old.
    package func forgetOld() async throws {
        let now = clock.now
        try await store.write { try Bounces.forgetOld(at: now, in: $0) }
    }

    /// The address is whichever of those named the id proves: a forwarder may have written another into the report.
    private func proven(
        _ report: DeliveryReport, _ receiver: DeliveryReport.Receiver
    ) -> (letter: Identifier<Letter>, address: String)? {
        for address in receiver.addresses + [report.addressed].compactMap({ $0 }) {
            if let letter = seal.letter(report.letter, to: address) { return (letter, address) }
        }
        return nil
    }

    /// A full mailbox (5.2.2) may be emptied, and what a receiver's rules refuse (5.7) another letter may pass: both
    /// count by days, as what may pass by itself does (4).
    private static func severity(of receiver: DeliveryReport.Receiver) -> Bounces.Severity? {
        guard receiver.action == "failed" else { return nil }
        if receiver.status.hasPrefix("4.") { return .soft }
        guard receiver.status.hasPrefix("5.") else { return nil }
        return receiver.status == "5.2.2" || receiver.status.hasPrefix("5.7.") ? .soft : .hard
    }

    private static func member(_ address: String, in transaction: any Transaction) throws -> Recipient? {
        try transaction.first(
            """
            SELECT account.id, account.email, account.display_name, account.language FROM account
            WHERE lower(account.email) = \(address.lowercased()) AND account.state = 'active'
            """
        ) { Recipient($0) }
    }
}
