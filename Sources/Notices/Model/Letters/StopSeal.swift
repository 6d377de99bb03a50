import Core
import Crypto
import Foundation

/// Letters that a member may stop by a link in them.
package enum StoppableLetter: String, Sendable, CaseIterable {
    /// About answers and mentions.
    case letters
    /// The weekly one.
    case digest
}

/// Makes and opens the links that end letters: they work without signing in and do not expire, so all that they can do
/// is end letters of one kind to one member.
struct StopSeal: Sendable {
    private let key: SymmetricKey
    private static let macLength = 16

    /// - Parameter key: 32 bytes.
    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// `letters.<member>.<proof>`.
    func token(_ letter: StoppableLetter, of member: MemberID) -> String {
        let claim = "\(letter.rawValue).\(member)"
        return "\(claim).\(Base64URL.encode(mac(claim)))"
    }

    /// - Returns: `nil` for anything that we did not seal.
    func open(_ token: String) -> (letter: StoppableLetter, member: MemberID)? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard token.utf8.count <= 200, parts.count == 3, let letter = StoppableLetter(rawValue: parts[0]),
            let member = MemberID(parts[1]), let proof = Base64URL.decode(parts[2]), proof.count == Self.macLength
        else { return nil }
        let difference = zip(mac("\(parts[0]).\(parts[1])"), proof).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? (letter, member) : nil
    }

    private func mac(_ text: String) -> [UInt8] {
        Array(Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)).prefix(Self.macLength))
    }
}

extension NoticeService {
    /// What a link of a letter ends.
    /// - Throws: `notFound` for a link that is none of ours.
    package func stopped(by token: String) throws -> StoppableLetter {
        guard let (letter, _) = stopping.open(token) else { throw Problem.notFound }
        return letter
    }

    /// Ends letters of a kind to the member to whom a letter with this link was sent; once more changes nothing.
    /// - Throws: `notFound` for a link that is none of ours, or of a member who is gone.
    @discardableResult
    package func stop(by token: String) async throws -> StoppableLetter {
        guard let (letter, member) = stopping.open(token) else { throw Problem.notFound }
        return try await store.write { transaction in
            guard try transaction.exists("SELECT 1 FROM account WHERE id = \(member) AND state <> 'deleted'") else {
                throw Problem.notFound
            }
            var settings = try self.settings(of: member, in: transaction)
            switch letter {
            case .letters: settings.letters = false
            case .digest: settings.digest = false
            }
            try NoticeSettingRepository.set(settings, settings.quietHours(), of: member, in: transaction)
            return letter
        }
    }

    /// The address that a letter names for it.
    package func stopAddress(_ letter: StoppableLetter, of member: MemberID) -> String {
        "\(siteAddress)/unsubscribe/\(stopping.token(letter, of: member))"
    }
}
