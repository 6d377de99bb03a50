import Core
import Storage

/// The second step of signing in: a code of an app, or one of ten recovery codes.
package struct SecondStep: Sendable {
    /// Whether a code is asked for when signing in.
    package let isOn: Bool
    /// Recovery codes that were not used yet.
    package let codesLeft: Int
    /// What the app must be given, as long as it has not shown a first code.
    package let offer: Offer?

    /// A secret on its way into an app.
    package struct Offer: Codable, Sendable {
        /// Base32, for those who type it.
        package let secret: String
        /// `otpauth://…`, which opens the app on the phone itself.
        package let uri: String
    }
}

/// Turning the second step on and off. Whoever calls has asked for the password.
extension AccountService {
    /// How long an offer waits for its first code.
    static let offerTime = Span.minutes(30)

    /// Where the member stands.
    /// - Throws: `signInRequired`.
    package func secondStep(as principal: Principal) async throws -> SecondStep {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let enrolment = try SecondStepRepository.enrolment(of: member.id, in: transaction)
            let isOn = enrolment?.confirmedAt != nil
            let isFresh = enrolment.map { now.since($0.createdAt) < Self.offerTime } ?? false
            return SecondStep(
                isOn: isOn, codesLeft: try SecondStepRepository.codesLeft(of: member.id, in: transaction),
                offer: isOn || !isFresh ? nil : enrolment.map { Self.offer($0.secret, member) })
        }
    }

    private static func offer(_ secret: [UInt8], _ member: Principal.Member) -> SecondStep.Offer {
        SecondStep.Offer(
            secret: Base32.encode(secret), uri: OneTimeCode.uri(secret, username: member.username))
    }

    /// Makes a secret for the member's app; nothing changes until the app has shown a code.
    /// - Throws: `signInRequired`; `conflict` with `second_step_on`.
    package func beginSecondStep(as principal: Principal) async throws -> SecondStep.Offer {
        let member = try principal.requireMember()
        let secret = randomBytes(OneTimeCode.secretBytes)
        let now = clock.now
        try await store.write { transaction in
            guard try !SecondStepRepository.isOn(for: member.id, in: transaction) else {
                throw Problem(.conflict, "second_step_on")
            }
            try SecondStepRepository.begin(secret, for: member.id, at: now, in: transaction)
        }
        return Self.offer(secret, member)
    }

    /// Turns the second step on with a first code of the app.
    /// - Returns: ten recovery codes, shown this once.
    /// - Throws: `signInRequired`; `invalid` naming `code`; `conflict` with `second_step_on` or `second_step_off`.
    package func confirmSecondStep(code: String, as principal: Principal) async throws -> [String] {
        let account = try await me(as: principal)
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.random() }
        let now = clock.now
        try await store.write { transaction in
            guard let found = try SecondStepRepository.enrolment(of: account.id, in: transaction),
                now.since(found.createdAt) < Self.offerTime || found.confirmedAt != nil
            else { throw Problem(.conflict, "second_step_off") }
            guard found.confirmedAt == nil else { throw Problem(.conflict, "second_step_on") }
            let typed = String(code.prefix(60).filter { !$0.isWhitespace })
            guard let step = OneTimeCode.step(of: typed, found.secret, at: now, after: found.lastStep) else {
                throw Problem.invalid("code", "code_wrong")
            }
            try SecondStepRepository.confirm(account.id, step: step, at: now, in: transaction)
            try SecondStepRepository.replaceCodes(codes, of: account.id, in: transaction)
            try tell("mail_second_step_on", account, at: now, in: transaction)
        }
        return codes
    }

    /// Ten new recovery codes; the old ones work no more.
    /// - Throws: `signInRequired`; `conflict` with `second_step_off`.
    package func renewRecoveryCodes(as principal: Principal) async throws -> [String] {
        let member = try principal.requireMember()
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.random() }
        try await store.write { transaction in
            guard try SecondStepRepository.isOn(for: member.id, in: transaction) else {
                throw Problem(.conflict, "second_step_off")
            }
            try SecondStepRepository.replaceCodes(codes, of: member.id, in: transaction)
        }
        return codes
    }

    /// The password alone signs in again; the owner is told.
    /// - Throws: `signInRequired`; `conflict` with `second_step_off`.
    package func endSecondStep(as principal: Principal) async throws {
        let account = try await me(as: principal)
        let now = clock.now
        try await store.write { transaction in
            guard try SecondStepRepository.enrolment(of: account.id, in: transaction) != nil else {
                throw Problem(.conflict, "second_step_off")
            }
            let wasOn = try SecondStepRepository.isOn(for: account.id, in: transaction)
            try SecondStepRepository.remove(account.id, in: transaction)
            if wasOn { try tell("mail_second_step_off", account, at: now, in: transaction) }
        }
    }

    private func tell(
        _ key: String, _ account: Account, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try send(key, to: account, ["link": "\(siteAddress)/settings/security"], at: now, in: transaction)
    }
}

/// The password once more, before something that matters.
package struct PasswordDraft: CheckedDraft {
    package var password: String?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case password
    }

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        validation.note("password", .text(1...200))
        if password?.isEmpty ?? true { validation.refuse("password", "required") }
        try validation.check()
    }
}

/// A code of the app.
package struct CodeDraft: CheckedDraft {
    package var code: String?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case code
    }

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        _ = validation.text(code, "code", 1...60)
        try validation.check()
    }
}
