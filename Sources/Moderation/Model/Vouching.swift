import Accounts
import Core
import Storage

/// One member says of another that they know them: at once the other is a known member.
extension ModerationService {
    /// How the one who asks and a member stand.
    package struct Vouching: Sendable, Equatable {
        package let canVouch: Bool
        package let hasVouched: Bool
    }

    /// - Throws: `notFound`.
    package func vouching(for id: MemberID, as principal: Principal) async throws -> Vouching {
        guard let member = principal.member, principal.canVouch(for: id) else {
            return Vouching(canVouch: false, hasVouched: false)
        }
        return try await store.read { transaction in
            Vouching(
                canVouch: true, hasVouched: try VouchRepository.has(id, from: member.id, in: transaction))
        }
    }

    /// Vouches for a member, or takes it back; once more is no mistake. What a vouch has opened stays open.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `vouch_level`.
    package func setVouch(_ isOn: Bool, for username: String, as principal: Principal) async throws {
        let member = try principal.requireWriter()
        let now = clock.now
        try await store.write { transaction in
            guard let facts = try AccountStanding.facts(username: username, at: now, in: transaction) else {
                throw Problem.notFound
            }
            guard principal.canVouch(for: facts.id) else { throw Problem(.forbidden, "vouch_level") }
            let changed =
                isOn
                ? try VouchRepository.add(facts.id, from: member.id, at: now, in: transaction)
                : try VouchRepository.remove(facts.id, from: member.id, in: transaction)
            guard changed, isOn else { return }
            try log(
                LogRepository.New(
                    action: .vouch, targetType: .member, targetID: facts.id.text, member: facts.id), by: principal,
                in: transaction)
            try updateTrust(of: facts.id, in: transaction)
        }
    }
}

extension Principal {
    /// Regular members vouch, and staff; nobody for themselves.
    func canVouch(for id: MemberID) -> Bool {
        guard let member, member.isVerified, !member.isSuspended, !member.isSilenced, member.id != id else {
            return false
        }
        return isStaff || member.trust >= .regular
    }
}

/// SQL over vouches; internal to the feature.
enum VouchRepository {
    static func has(_ member: MemberID, from voucher: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            "SELECT 1 FROM vouch WHERE account_id = \(member) AND voucher_id = \(voucher)")
    }

    static func add(
        _ member: MemberID, from voucher: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO vouch (account_id, voucher_id, created_at) VALUES (\(member), \(voucher), \(now))
            ON CONFLICT (account_id, voucher_id) DO NOTHING
            """) > 0
    }

    static func remove(
        _ member: MemberID, from voucher: MemberID, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            "DELETE FROM vouch WHERE account_id = \(member) AND voucher_id = \(voucher)") > 0
    }
}
