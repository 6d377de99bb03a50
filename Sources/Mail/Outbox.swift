import Core
import Storage
import Texts

/// Letters that wait in the database, so that one is sent if and only if what caused it was committed.
package enum Outbox {
    /// How many letters wait.
    package static func count(in store: any Store) async throws -> Int {
        try await store.read { Int(try $0.number("SELECT count(*) FROM mail_message")) }
    }

    /// Puts a letter of two texts, `<key>_subject` and `<key>_body`, in the recipient's language.
    /// - Parameters:
    ///   - arguments: what is filled in beside `name`.
    ///   - isVital: whether it is tried also where other letters did not arrive.
    package static func write(
        _ key: String, to recipient: Recipient, _ arguments: [String: String], id: Identifier<Letter>,
        isVital: Bool = false, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let phrases = recipient.phrases
        let arguments = arguments.merging(["name": recipient.name]) { given, _ in given }
        let letter = Letter(
            to: recipient.email, subject: phrases.text("\(key)_subject", arguments),
            body: phrases.text("\(key)_body", arguments), language: recipient.language.rawValue,
            isVital: isVital)
        try add(letter, id: id, at: now, in: transaction)
    }

    package static func add(
        _ letter: Letter, id: Identifier<Letter>, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        _ = try transaction.execute(
            """
            INSERT INTO mail_message (id, to_address, subject, body, language, unsubscribe, is_vital, created_at,
                next_attempt_at)
            VALUES (\(id), \(letter.to), \(letter.subject), \(letter.body), \(letter.language), \(letter.unsubscribe),
                \(letter.isVital), \(now), \(now))
            """)
    }
}
