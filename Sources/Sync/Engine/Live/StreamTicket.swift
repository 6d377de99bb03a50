import Core
import Crypto
import Foundation
import Storage

/// The answer of `POST /sync/v1/events/ticket`.
package struct StreamTicket: Codable, Sendable {
    /// To be sent as `?ticket=`, once.
    package var ticket: String
    /// Seconds.
    package var expiresIn: Int

    static let lifetime = Span.seconds(60)
}

/// Writes and reads tickets: who asked, by what, until when, and a MAC. Any node can read those of another.
struct TicketSeal: Sendable {
    struct Content: Equatable {
        var member: MemberID
        var credential: Principal.Credential
        var expiresAt: Timestamp
        var nonce: [UInt8]
    }

    private let key: SymmetricKey
    private static let macLength = 16

    /// - Parameter key: of the cursors; tickets have one of their own made from it.
    init(key: [UInt8]) {
        let own = HMAC<SHA256>.authenticationCode(for: Data("event stream ticket".utf8), using: SymmetricKey(data: key))
        self.key = SymmetricKey(data: Data(own))
    }

    func seal(_ content: Content) -> String {
        var out = CursorWriter()
        out.number(content.credential.isToken ? 1 : 0)
        out.text(content.member.text)
        out.text(content.credential.id)
        out.number(content.expiresAt.milliseconds)
        out.raw(content.nonce)
        return Base64URL.encode(out.bytes + mac(out.bytes))
    }

    /// - Returns: `nil` for anything that we did not seal.
    func open(_ ticket: String) -> Content? {
        guard ticket.utf8.count <= 500, let all = Base64URL.decode(ticket), all.count > Self.macLength else {
            return nil
        }
        let bytes = Array(all.dropLast(Self.macLength))
        let difference = zip(mac(bytes), all.suffix(Self.macLength)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        var reader = CursorReader(bytes)
        guard difference == 0, let kind = reader.number(), let member = reader.text(), let id = reader.text(),
            let expiry = reader.number(), let nonce = reader.raw(16), reader.isAtEnd
        else { return nil }
        return Content(
            member: MemberID(trusted: member),
            credential: kind == 1
                ? .token(id: id, scopes: [.sync]) : .session(id: id, steppedUpAt: Timestamp(milliseconds: 0)),
            expiresAt: Timestamp(milliseconds: expiry), nonce: nonce)
    }

    private func mac(_ bytes: [UInt8]) -> [UInt8] {
        Array(Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)).prefix(Self.macLength))
    }
}

extension SyncService {
    /// A ticket for one stream, good for a minute.
    /// - Throws: `signInRequired`; `forbidden` with `account_suspended`.
    package func makeTicket(as principal: Principal) throws -> StreamTicket {
        let member = try Self.reader(principal)
        let content = TicketSeal.Content(
            member: member.id, credential: member.credential, expiresAt: clock.now.advanced(by: StreamTicket.lifetime),
            nonce: randomBytes(16))
        return StreamTicket(
            ticket: tickets.seal(content), expiresIn: Int(StreamTicket.lifetime.milliseconds / 1000))
    }

    /// Who made a ticket, as they are by now. That it was used is kept in the database, for every node.
    /// - Throws: `signInRequired` with `token_invalid`; `forbidden` with `account_suspended`.
    func redeem(_ ticket: String, for group: String?) async throws -> Principal {
        let now = clock.now
        let invalid = Problem(.signInRequired, "token_invalid")
        guard let content = tickets.open(ticket), content.expiresAt > now else { throw invalid }
        let stub = Principal.Member(
            id: content.member, username: "", displayName: "", roles: [], credential: content.credential,
            isVerified: false, isSuspended: false, joinedAt: now, language: "", timeZone: "")
        let receipt = FormReceipt(formID: "event-stream-ticket", contentHash: Base64URL.encode(content.nonce))
        return try await store.write { transaction in
            guard try SubmittedForms.result(of: receipt, from: content.member, in: transaction) == nil else {
                throw invalid
            }
            try SubmittedForms.note("used", of: receipt, from: content.member, at: now, in: transaction)
            return .member(try reader(stub, in: transaction))
        }
    }
}
