import Core
import Crypto
import Foundation

/// Who the site is for push services (RFC 8292): a key made once for the database, and whom they may turn to.
package struct PushSender: Sendable {
    private let key: P256.Signing.PrivateKey
    /// `https://…` or `mailto:…`.
    private let contact: String
    /// Whether an address may be one of a push service: of the public internet, over TLS.
    let accepts: @Sendable (_ endpoint: String) -> Bool

    /// Push services take such a statement for a day at most.
    private static let validity = Span.hours(12)

    /// - Parameter secret: 32 bytes.
    package init(secret: [UInt8], contact: String, accepts: @escaping @Sendable (_ endpoint: String) -> Bool) {
        key = Self.key(secret)
        self.contact = contact
        self.accepts = accepts
    }

    /// One number in four thousand million is no key of P-256: then the next one is taken.
    private static func key(_ secret: [UInt8]) -> P256.Signing.PrivateKey {
        for round in UInt8.min ... .max {
            let bytes = HMAC<SHA256>.authenticationCode(for: [round], using: SymmetricKey(data: secret))
            if let key = try? P256.Signing.PrivateKey(rawRepresentation: Array(bytes)) { return key }
        }
        return P256.Signing.PrivateKey()
    }

    /// What devices subscribe with: a point of P-256, uncompressed, as base64url.
    package var publicKey: String { Base64URL.encode(key.publicKey.x963Representation) }

    /// The value of `Authorization` for a request to the push service at `endpoint`.
    /// - Throws: CryptoKit's errors.
    package func authorization(to endpoint: String, at now: Timestamp) throws -> String {
        let claims = Claims(
            aud: Self.origin(of: endpoint), exp: now.advanced(by: Self.validity).milliseconds / 1000, sub: contact)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = Base64URL.encode(Array(#"{"typ":"JWT","alg":"ES256"}"#.utf8))
        let statement = "\(head).\(Base64URL.encode(try encoder.encode(claims)))"
        let signature = try key.signature(for: Data(statement.utf8)).rawRepresentation
        return "vapid t=\(statement).\(Base64URL.encode(signature)), k=\(publicKey)"
    }

    private struct Claims: Encodable {
        let aud: String
        let exp: Int64
        let sub: String
    }

    /// `https://push.example.net`
    private static func origin(of endpoint: String) -> String {
        guard let url = URL(string: endpoint), let scheme = url.scheme, let host = url.host(percentEncoded: true) else {
            return ""
        }
        return "\(scheme.lowercased())://\(host.lowercased())\(url.port.map { ":\($0)" } ?? "")"
    }
}
