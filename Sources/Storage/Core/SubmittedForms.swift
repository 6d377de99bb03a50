import Core

/// What tells a form sent twice (a second tap, a reload, a bad connection) from a new one.
package struct FormReceipt: Sendable {
    /// Names the page and its version: `thread-new`, `answer-<thread>-<last post>`.
    package let formID: String
    /// SHA-256 of the fields that were sent.
    package let contentHash: String

    package init(formID: String, contentHash: String) {
        self.formID = String(formID.prefix(120))
        self.contentHash = contentHash
    }
}

/// What the forms of the last 24 hours led to. Looked up and noted in the transaction of the effect, so that one
/// of two submissions that arrive together waits for the other and finds its result.
package enum SubmittedForms {
    package static func result(
        of receipt: FormReceipt?, from member: MemberID, in transaction: any Transaction
    ) throws -> String? {
        guard let receipt else { return nil }
        return try transaction.first(
            """
            SELECT result FROM submitted_form WHERE account_id = \(member) AND form_id = \(receipt.formID)
                AND content_hash = \(receipt.contentHash)
            """
        ) { $0.text(0) }
    }

    package static func note(
        _ result: String, of receipt: FormReceipt?, from member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        guard let receipt else { return }
        try transaction.execute(
            """
            INSERT INTO submitted_form (account_id, form_id, content_hash, result, created_at)
            VALUES (\(member), \(receipt.formID), \(receipt.contentHash), \(result), \(now))
            """)
    }

    /// Forgets those older than a day.
    package static func removeExpired(at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM submitted_form WHERE created_at <= \(now.advanced(by: .days(-1)))")
    }
}
