import Core
import Foundation
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite("A pull that waits for news")
struct WaitingTests {
    private func waiting(_ replica: Replica, _ milliseconds: Int) -> PullRequest {
        PullRequest(
            clientGroupID: replica.group, cookie: replica.cookie, ext: PullRequest.Wishes(waitMs: milliseconds))
    }

    private func response(_ answer: PullAnswer) throws -> PullResponse {
        try JSONDecoder().decode(PullResponse.self, from: try answer.body())
    }

    @Test func answersUnchangedWhenNothingComesInTime() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("amna"))
        _ = try await replica.pullAll()
        let answer = try response(
            try await site.service.waitingPull(waiting(replica, 30), as: .member(replica.member)))
        #expect(answer.patch.isEmpty)
        #expect(answer.cookie == replica.cookie)
    }

    @Test func answersAtOnceWhenThereIsNewsAlready() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("amna"))
        _ = try await replica.pullAll()
        try await site.write(["n1"], "news", in: "pub")
        let answer = try response(
            try await site.service.waitingPull(waiting(replica, 20_000), as: .member(replica.member)))
        #expect(!answer.patch.isEmpty)
    }

    @Test func answersAsSoonAsSomethingIsCommitted() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("amna"))
        _ = try await replica.pullAll()
        let request = waiting(replica, 20_000)
        let member = replica.member
        async let pending = site.service.waitingPull(request, as: .member(member))
        // Whether it looks before or after the commit, it must not miss it.
        try await site.write(["n1"], "news", in: "pub")
        let answer = try response(try await pending)
        #expect(answer.patch.contains { if case .put(let key, _) = $0 { key == "note/n1" } else { false } })
    }
}
