import Accounts
import Core
import TestSupport
import Testing

@Suite("A member as they are by now")
struct PresentTests {
    private func present(_ member: TestMember, _ app: TestApp) async throws -> Principal.Member? {
        let asked = try member.principal.requireMember()
        let now = app.clock.clock.now
        return try await app.services.store.read { try AccountStanding.present(asked, at: now, in: $0) }
    }

    @Test func rolesSuspensionsAndTheEndOfASessionCountAtOnce() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana", roles: [.moderator])
            #expect(try await present(sana, app) == sana.principal.member)
            try await app.services.accounts.setRole(.moderator, on: false, username: "sana")
            #expect(try await present(sana, app)?.roles.contains(.moderator) == false)
            try await app.change(
                """
                UPDATE account SET state = 'suspended', suspended_until = \(app.clock.clock.now.advanced(by: .days(1)))
                WHERE id = \(sana.id)
                """)
            #expect(try await present(sana, app)?.isSuspended == true)
            try await app.change("UPDATE account SET suspended_until = NULL WHERE id = \(sana.id)")
            #expect(try await present(sana, app) == nil)
            let bilal = try await app.member("bilal")
            #expect(try await present(bilal, app) != nil)
            try await app.change("DELETE FROM session WHERE account_id = \(bilal.id)")
            #expect(try await present(bilal, app) == nil)
        }
    }
}
