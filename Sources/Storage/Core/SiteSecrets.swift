import Core

/// Random values made once for a database and kept in it.
package struct SiteSecrets: Sendable {
    /// Key of the tokens in forms (32 bytes).
    package let formKey: [UInt8]
    /// Key of the links that end letters (32 bytes).
    package let letterKey: [UInt8]
    /// What the key is made of that push services know the site by (32 bytes).
    package let pushKey: [UInt8]
    /// Key of the proofs in the ids of letters (32 bytes).
    package let bounceKey: [UInt8]
    /// Key of the MAC in sync cursors (32 bytes).
    package let cursorKey: [UInt8]

    /// Reads them; on a new database makes them and the epoch of its change index first.
    package static func load(from store: any Store) async throws -> SiteSecrets {
        try await store.write { transaction in
            _ = try transaction.execute(
                "UPDATE change_counter SET epoch = \(Base64URL.encode(randomBytes(12))) WHERE epoch = ''")
            return SiteSecrets(
                formKey: try secret("form", in: transaction), letterKey: try secret("letter", in: transaction),
                pushKey: try secret("push", in: transaction), bounceKey: try secret("bounce", in: transaction),
                cursorKey: try secret("cursor", in: transaction))
        }
    }

    private static func secret(_ name: String, in transaction: any WriteTransaction) throws -> [UInt8] {
        _ = try transaction.execute(
            """
            INSERT INTO site_secret (name, value) VALUES (\(name), \(Base64URL.encode(randomBytes(32))))
            ON CONFLICT (name) DO NOTHING
            """)
        let text = try transaction.first("SELECT value FROM site_secret WHERE name = \(name)") { $0.text(0) }
        guard let text, let bytes = Base64URL.decode(text) else { throw Problem(.unavailable, "storage_unavailable") }
        return bytes
    }
}

/// `count` bytes from the system's random generator.
package func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
