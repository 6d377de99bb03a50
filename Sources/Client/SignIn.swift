import Foundation

/// A token that was just made.
public struct SignIn: Codable, Sendable, Hashable {
    /// By which it can be taken back.
    public var id: String
    /// The secret. Keep it where the system keeps secrets.
    public var token: String
    /// RFC 3339; then the member signs in again.
    public var expiresAt: String?
}

/// Why nobody could sign in.
public enum SignInFault: Error, Sendable, Equatable {
    /// E-mail or password is wrong.
    case wrong
    /// The account has a second step, whose code is missing or wrong.
    case codeNeeded
    /// What the server says, in its words.
    case refused(String)
}

extension SignInFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrong: "e-mail or password is wrong"
        case .codeNeeded: "a code of your second step is needed"
        case .refused(let detail): detail
        }
    }
}

extension SignIn {
    private struct Draft: Encodable {
        let email: String
        let password: String
        let totp: String?
        let name: String
        let scopes = ["sync"]
        let expiresInDays = 366
    }

    private struct Details: Decodable {
        struct Field: Decodable {
            let pointer: String
            let detail: String
        }

        let detail: String?
        let errors: [Field]?

        /// What is wrong with the fields says more than that something is.
        var words: String? { errors.map { $0.map(\.detail).joined(separator: " ") } ?? detail }
    }

    static func make(
        by line: Line, email: String, password: String, totp: String?, name: String
    ) async throws -> SignIn {
        let draft = Draft(email: email, password: password, totp: totp, name: String(name.prefix(60)))
        let reply = try await line.post("/api/v1/tokens", try JSONEncoder().encode(draft), token: nil)
        if reply.status == 201, let made = try? JSONDecoder().decode(SignIn.self, from: reply.body) { return made }
        let details = try? JSONDecoder().decode(Details.self, from: reply.body)
        switch reply.status {
        case 429, 503: throw SyncFault.busy(retryAfter: reply.retryAfter)
        case 401: throw SignInFault.wrong
        case 422 where details?.errors?.contains { $0.pointer == "#/totp" } == true: throw SignInFault.codeNeeded
        case 400..<500 where details?.words != nil: throw SignInFault.refused(details?.words ?? "")
        case 500...: throw SyncFault.failed(status: reply.status)
        default: throw SyncFault.unreachable("the answer is none of a Karwan server")
        }
    }
}
