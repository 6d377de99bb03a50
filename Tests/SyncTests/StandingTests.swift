import Core
import Synchronization
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite("Who asks is asked again where it takes long")
struct StandingTests {
    /// What a member is the next time they are looked at.
    private final class Later: Sendable {
        private let change: Mutex<@Sendable (Principal.Member) -> Principal.Member?>
        init(_ change: @escaping @Sendable (Principal.Member) -> Principal.Member?) { self.change = Mutex(change) }
        func member(_ member: Principal.Member) -> Principal.Member? { change.withLock { $0 }(member) }
    }

    @Test func whoIsSuspendedMeanwhilePushesNoFurther() async throws {
        let site = try await SyncSite()
        let later = Later { member in
            var member = member
            member.isSuspended = true
            return member
        }
        let service = try await site.service(present: { member, _, _ in later.member(member) })
        let replica = Replica(service, try await site.member("ali"))
        await #expect(throws: Problem(.forbidden, "account_suspended")) {
            try await replica.push((1...60).map { .put(Int64($0), "n\($0)") })
        }
        #expect(try await site.number("SELECT count(*) FROM note") == 50)
        #expect(try await site.number("SELECT last_mutation_id FROM sync_client") == 50)
    }

    @Test func whoIsSignedOutMeanwhileWaitsInVain() async throws {
        let site = try await SyncSite()
        let service = try await site.service(present: { _, _, _ in nil })
        var replica = Replica(service, try await site.member("ali"))
        _ = try await replica.pullAll()
        let member = replica.member
        await #expect(throws: Problem(.signInRequired, "sign_in_required")) {
            _ = try await service.pull(
                PullRequest(clientGroupID: "group-ali"), as: .member(member), isLater: true)
        }
    }
}
