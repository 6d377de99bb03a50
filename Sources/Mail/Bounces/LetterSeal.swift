import Core
import Crypto
import Foundation

/// Makes the ids of letters so that one that comes back can be known as ours, and to which address it was sent, without
/// believing what else the report says: `<letter>.<proof>@host`. Whoever has not got the letter cannot make the proof.
package struct LetterSeal: Sendable {
    private let key: SymmetricKey
    private static let macLength = 12

    /// - Parameter key: 32 bytes.
    package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// What stands before the `@` of a letter's `Message-ID`.
    package func name(of letter: String, to address: String) -> String {
        "\(letter).\(Base64URL.encode(mac(letter, address)))"
    }

    /// The id of the letter, if it was sent to the address.
    /// - Parameter name: what stands before the `@` of a `Message-ID`.
    func letter(_ name: String, to address: String) -> Identifier<Letter>? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let letter = Identifier<Letter>(parts[0]), letter.text == parts[0],
            let proof = Base64URL.decode(parts[1]), proof.count == Self.macLength
        else { return nil }
        let difference = zip(mac(parts[0], address), proof).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? letter : nil
    }

    private func mac(_ letter: String, _ address: String) -> [UInt8] {
        let claim = Data("bounce\n\(letter)\n\(address.lowercased())".utf8)
        return Array(Array(HMAC<SHA256>.authenticationCode(for: claim, using: key)).prefix(Self.macLength))
    }
}
