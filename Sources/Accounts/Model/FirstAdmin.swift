import Core
import Storage

/// Who runs a community joins it first: with the code that `serve` prints, at the machine itself.
package struct FirstAdminCode: Sendable {
    /// 80 random bits, in groups that are easy to type; made anew at each start.
    package let text: String

    package init() { text = RecoveryCode.random() }

    func matches(_ typed: String) -> Bool { RecoveryCode.hash(typed) == RecoveryCode.hash(text) }
}

extension AccountService {
    /// Whether anybody has joined.
    package func hasMembers() async throws -> Bool {
        try await store.read { try AccountRepository.hasMembers(in: $0) }
    }

    /// Whether whoever asks from `address` could become the first admin.
    package func awaitsFirstAdmin(from address: String) async throws -> Bool {
        guard ["127.0.0.1", "::1"].contains(address) else { return false }
        return try await !hasMembers()
    }

    /// Makes the first account, which runs the community and needs no letter.
    /// - Parameter address: where the form came from; only this machine will do.
    /// - Throws: `invalid` naming the fields, `adminCode` with `admin_code_wrong`.
    package func signUpFirstAdmin(_ draft: SignUpDraft, code: String, from address: String) async throws {
        let valid = try draft.validated(isByItself: false)
        guard try await awaitsFirstAdmin(from: address), adminCode.matches(String(code.prefix(60))) else {
            throw Problem.invalid("adminCode", "admin_code_wrong")
        }
        let hash = try await hasher.hash(valid.password)
        let now = clock.now
        let account = Account(valid, id: ids.next(at: now), roles: [.member, .admin], isVerified: true, at: now)
        try await store.write { transaction in
            // Once more inside, for two who type it together.
            guard try !AccountRepository.hasMembers(in: transaction) else {
                throw Problem.invalid("adminCode", "admin_code_wrong")
            }
            try insert(account, hash, in: transaction)
        }
    }
}
