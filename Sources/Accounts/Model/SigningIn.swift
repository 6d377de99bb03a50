import Core
import Storage
import Sync

/// How far a sign-in came with the right password.
package enum SignInStep: Sendable {
    /// The secret for the cookie.
    case signedIn(BearerSecret)
    /// A code of the member's app is asked for; the secret names the sign-in that waits.
    case codeNeeded(BearerSecret)
}

/// Signing in and out with a browser.
extension SessionService {
    /// How long a sign-in waits for its code.
    static let challengeTime = Span.minutes(10)

    /// Starts a session, or asks for the second step.
    /// - Throws: `invalid` (`password` with `sign_in_refused`) alike for an unknown address and a wrong password;
    ///   `tooMany` after five failures; `unavailable` when too busy.
    package func signIn(
        email: String, password: String, userAgent: String, address: String = ""
    ) async throws -> SignInStep {
        let account = try await authenticate(email: email, password: password)
        let secret = BearerSecret()
        let now = clock.now
        return try await store.write { transaction in
            if try SecondStepRepository.isOn(for: account.id, in: transaction) {
                try SecondStepRepository.insertChallenge(
                    secret, for: account.id, until: now.advanced(by: Self.challengeTime), in: transaction)
                return .codeNeeded(secret)
            }
            try SessionRepository.insert(
                id: ids.next(at: now, as: Session.self).text, secret: secret, of: account.id, userAgent: userAgent,
                address: address, at: now, in: transaction)
            try SessionRepository.countDay(of: account.id, at: now, in: transaction)
            return .signedIn(secret)
        }
    }

    /// Ends a sign-in that waits for its code.
    /// - Returns: the secret for the cookie.
    /// - Throws: `invalid` naming `code`; `tooMany` after five wrong ones; `notFound` with `link_expired` when none
    ///   waits (any more).
    package func signIn(
        _ challenge: BearerSecret, code: String, userAgent: String, address: String = ""
    ) async throws -> BearerSecret {
        let secret = BearerSecret()
        let now = clock.now
        let isRight = try await store.write { transaction in
            guard let id = try SecondStepRepository.challenged(challenge, at: now, in: transaction),
                let account = try AccountRepository.account(id, in: transaction)
            else { throw Problem(.notFound, "link_expired") }
            if account.isShutOut { throw Problem(.forbidden, "account_suspended") }
            guard try takeCode(code, of: id, at: now, in: transaction) else {
                try SecondStepRepository.addFailure(challenge, in: transaction)
                return false
            }
            try SecondStepRepository.removeChallenge(challenge, in: transaction)
            try SessionRepository.insert(
                id: ids.next(at: now, as: Session.self).text, secret: secret, of: id, userAgent: userAgent,
                address: address, at: now, in: transaction)
            try SessionRepository.countDay(of: id, at: now, in: transaction)
            return true
        }
        guard isRight else { throw Problem.invalid("code", "code_wrong") }
        return secret
    }

    /// Whether a sign-in waits for a code by this secret.
    /// - Throws: `notFound` with `link_expired`.
    package func requireChallenge(_ challenge: BearerSecret) async throws {
        let now = clock.now
        let owner = try await store.read { try SecondStepRepository.challenged(challenge, at: now, in: $0) }
        if owner == nil { throw Problem(.notFound, "link_expired") }
    }

    /// Ends the session that the principal came with.
    /// - Parameter devices: client groups that used it: they are shut out, and wipe what they hold.
    package func signOut(as principal: Principal, devices: [String] = []) async throws {
        guard let member = principal.member, case .session(let id, _) = member.credential else { return }
        let now = clock.now
        try await store.write { transaction in
            try SessionRepository.remove(id, of: member.id, in: transaction)
            try Devices.revoke(devices, of: member.id, at: now, in: transaction)
        }
    }

    /// The code of a program that signs in with e-mail and password, if its owner has a second step.
    /// - Throws: `invalid` naming `totp`; `tooMany` after five wrong ones.
    func requireCode(_ code: String?, of account: Account) async throws {
        let now = clock.now
        let isRight = try await store.write { transaction -> Bool? in
            guard try SecondStepRepository.isOn(for: account.id, in: transaction) else { return true }
            guard let code, !code.isEmpty else { return nil }
            return try takeCode(code, of: account.id, at: now, in: transaction)
        }
        if isRight != true { throw Problem.invalid("totp", isRight == nil ? "code_needed" : "code_wrong") }
    }

    /// Whether the code is right. Wrong ones are counted by the member, and by themselves: whoever guesses codes has
    /// the password and would clear its count with each try.
    /// - Throws: `tooMany` after five wrong ones.
    private func takeCode(
        _ code: String, of id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        let key = SignInFailures.codeKey(id)
        try SignInFailures.of(key, in: transaction)?.refuse(at: now)
        let isRight = try SecondStepRepository.take(code, of: id, at: now, in: transaction)
        if isRight {
            try SignInFailures.clear(key, in: transaction)
        } else {
            try SignInFailures.add(key, at: now, in: transaction)
        }
        return isRight
    }
}
