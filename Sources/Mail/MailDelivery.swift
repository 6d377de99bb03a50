import Core
import Logging
import ServiceLifecycle
import Storage

/// Takes letters from the outbox to the carrier; a letter that fails is tried again later, with growing pauses.
package struct MailDelivery: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    package let description = "mail"

    /// Minutes.
    private static let longestPause: Int64 = 1440

    private let store: any Store
    private let carrier: any MailCarrier
    private let sender: String
    /// Proves the ids of letters.
    private let seal: LetterSeal
    private let clock: Clock
    private let logger: Logger

    package init(
        store: any Store, carrier: any MailCarrier, sender: String, seal: LetterSeal, clock: Clock, logger: Logger
    ) {
        self.store = store
        self.carrier = carrier
        self.sender = sender
        self.seal = seal
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await store.alone("mail") { try await deliverDue() }
            } catch {
                logger.error("outbox could not be read", metadata: ["error": "\(error.forLog)"])
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(500)) }
        }
    }

    /// Carries every letter that is due, oldest first; those to addresses at which letters do not arrive are given up,
    /// but for the vital ones.
    package func deliverDue() async throws {
        let now = clock.now
        // No pause is longer: what is due later was dated by a clock that was wrong.
        let latest = now.advanced(by: .minutes(Self.longestPause))
        let due = try await store.read { transaction in
            try transaction.rows(
                """
                SELECT id, to_address, subject, body, language, attempts, unsubscribe, is_vital FROM mail_message
                WHERE next_attempt_at <= \(now) OR next_attempt_at > \(latest) ORDER BY next_attempt_at, id LIMIT 100
                """
            ) { row in
                (
                    id: row.text(0), attempts: row.integer(5),
                    letter: Letter(
                        to: row.text(1), subject: row.text(2), body: row.text(3), language: row.text(4),
                        unsubscribe: row.text(6), isVital: row.flag(7))
                )
            }
        }
        let suppressed = try await suppressed(due.map(\.letter))
        for (id, attempts, letter) in due {
            if !letter.isVital, suppressed.contains(letter.to) {
                try await store.write { _ = try $0.execute("DELETE FROM mail_message WHERE id = \(id)") }
                continue
            }
            do {
                let message = letter.message(from: sender, id: seal.name(of: id, to: letter.to), at: now)
                try await carrier.carry(message, to: letter.to, id: id)
                try await store.write { _ = try $0.execute("DELETE FROM mail_message WHERE id = \(id)") }
            } catch {
                // The address stays out of the log.
                logger.warning("letter not delivered", metadata: ["letter": "\(id)", "error": "\(error.forLog)"])
                try await postpone(id, attempts: attempts + 1)
            }
        }
    }

    private func suppressed(_ letters: [Letter]) async throws -> Set<String> {
        let addresses = letters.filter { !$0.isVital }.map(\.to)
        guard !addresses.isEmpty else { return [] }
        return try await store.read { try Bounces.suppressed(addresses, in: $0) }
    }

    /// One minute, two, four … up to a day; after twelve attempts the letter is given up.
    private func postpone(_ id: String, attempts: Int64) async throws {
        let pause = Span.minutes(min(Self.longestPause, 1 << min(attempts - 1, 11)))
        let next = clock.now.advanced(by: pause)
        try await store.write { transaction in
            if attempts >= 12 {
                _ = try transaction.execute("DELETE FROM mail_message WHERE id = \(id)")
            } else {
                _ = try transaction.execute(
                    "UPDATE mail_message SET attempts = \(attempts), next_attempt_at = \(next) WHERE id = \(id)")
            }
        }
    }
}
