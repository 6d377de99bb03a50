import NIOCore
import NIOSSL
import TestSupport
import Testing

@testable import Outbound

@Suite("Asking others")
struct OutboundClientTests {
    private static let name = "jobs.gleis.page"
    private static let answers: OtherSite.Answers = { path in
        switch path {
        case "/jobs/1": (200, nil)
        case "/jobs/2": (404, nil)
        case "/jobs/3": (500, nil)
        case "/jobs/4": (302, "/jobs")
        case "/jobs": (301, "/jobs/1")
        case "/jobs/5": (302, "/jobs/5")
        case "/jobs/6": (302, "http://jobs.gleis.page/jobs/1")
        case "/jobs/7": (302, "https://inner.gleis.page/")
        case "/jobs/8": (302, nil)
        case "/jobs/10": (307, "https://127.0.0.1/secret")
        default: nil
        }
    }

    /// Rules for a site on this machine; all other addresses of private networks stay what they are.
    private static func rules(_ site: OtherSite) throws -> OutboundRules {
        let here = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let inner = try SocketAddress(ipAddress: "10.0.0.1", port: 0)
        var rules = OutboundRules()
        rules.ports = 1...65_535
        rules.allows = { $0.ipAddress == "127.0.0.1" || PublicAddress.contains($0) }
        rules.trust = .file(site.certificate)
        rules.lookup = { host in
            switch host {
            case "inner.gleis.page": [inner]
            case "nobody.gleis.page": throw OutboundFailure.unknownName
            case "empty.gleis.page": []
            default: [here]
            }
        }
        return rules
    }

    @Test(arguments: [
        ("/jobs/1", 200, "/jobs/1"), ("/jobs/2", 404, "/jobs/2"), ("/jobs/3", 500, "/jobs/3"),
        ("/jobs/4", 200, "/jobs/1"), ("/jobs/8", 302, "/jobs/8"),
    ])
    func anAnswerIsWhatStandsAtTheEndOfAllMoves(path: String, status: Int, end: String) async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            let client = OutboundClient(site: "https://karwan.page", rules: try Self.rules(site))
            let answer = try await client.answer(of: site.address(path))
            #expect(answer == OutboundAnswer(status: status, address: site.address(end)))
        }
    }

    @Test(arguments: [
        ("/jobs/5", OutboundFailure.unreachable), ("/jobs/6", .refused), ("/jobs/7", .refused), ("/jobs/10", .refused),
    ])
    func noMoveLeadsInsideOrAroundForEver(path: String, failure: OutboundFailure) async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            let client = OutboundClient(site: "", rules: try Self.rules(site))
            await #expect(throws: failure) { try await client.answer(of: site.address(path)) }
        }
    }

    /// What is brought to one page is not brought to another, wherever the first may have moved to.
    @Test func whatIsBroughtIsNotBroughtElsewhere() async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            let client = OutboundClient(site: "", rules: try Self.rules(site))
            for (path, status) in [("/jobs/1", 200), ("/jobs/4", 302), ("/jobs/10", 307)] {
                let answer = try await client.post([1, 2, 3], [("TTL", "60")], to: site.address(path))
                #expect(answer.status == status && answer.retryAfter == nil)
            }
            await #expect(throws: OutboundFailure.refused) {
                _ = try await client.post([1], [], to: "https://inner.gleis.page:\(site.port)/")
            }
        }
    }

    @Test func aReceiverOfThisMachineIsAskedWhenItIsNamedAndNothingElseBesideIt() async throws {
        try await PushReceiver.run { receiver in
            var rules = OutboundRules()
            let address = "\(receiver.origin)/push"
            #expect(!rules.mayBeAsked(address) && rules.mayBeAsked("https://push.gleis.page/1"))
            rules.receiver = receiver.origin
            #expect(rules.mayBeAsked(address) && !rules.mayBeAsked("\(receiver.origin)0/push"))
            #expect(!rules.mayBeAsked("http://127.0.0.1:1/push") && !rules.mayBeAsked("https://localhost/"))
            receiver.answer(429, retryAfter: "30")
            let answer = try await OutboundClient(site: "", rules: rules).post([1, 2, 3], [("TTL", "60")], to: address)
            #expect(answer.status == 429 && answer.retryAfter == "30")
            let message = try #require(receiver.take().first)
            #expect(message.method == "POST" && message.path == "/push" && message.body == [1, 2, 3])
            #expect(message.headers["ttl"] == "60")
        }
    }

    @Test func aNameOfAnInnerAddressIsNotAskedThoughItsServerWouldAnswer() async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            var rules = try Self.rules(site)
            rules.allows = PublicAddress.contains
            let client = OutboundClient(site: "", rules: rules)
            await #expect(throws: OutboundFailure.refused) { try await client.answer(of: site.address("/jobs/1")) }
        }
    }

    @Test(arguments: ["nobody.gleis.page", "empty.gleis.page"])
    func aNameThatNobodyHasIsUnknown(host: String) async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            let client = OutboundClient(site: "", rules: try Self.rules(site))
            await #expect(throws: OutboundFailure.unknownName) {
                try await client.answer(of: "https://\(host):\(site.port)/jobs/1")
            }
        }
    }

    @Test func whoShowsAnothersCertificateOrNoneThatIsTrustedIsNotHeard() async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            var rules = try Self.rules(site)
            let other = OutboundClient(site: "", rules: rules)
            await #expect(throws: OutboundFailure.unreachable) {
                try await other.answer(of: "https://else.gleis.page:\(site.port)/jobs/1")
            }
            rules.trust = .default
            let strict = OutboundClient(site: "", rules: rules)
            await #expect(throws: OutboundFailure.unreachable) {
                try await strict.answer(of: site.address("/jobs/1"))
            }
        }
    }

    @Test func whoNeverAnswersIsUnreachable() async throws {
        try await OtherSite.run(Self.name, Self.answers) { site in
            var rules = try Self.rules(site)
            rules.time = .milliseconds(300)
            let client = OutboundClient(site: "", rules: rules)
            await #expect(throws: OutboundFailure.unreachable) {
                try await client.answer(of: site.address("/silent"))
            }
        }
    }

    @Test func whoIsNotThereIsUnreachable() async throws {
        var port = 0
        var rules = OutboundRules()
        try await OtherSite.run(Self.name, Self.answers) { site in
            port = site.port
            rules = try Self.rules(site)
            rules.trust = .default
        }
        let client = OutboundClient(site: "", rules: rules)
        let address = "https://\(Self.name):\(port)/jobs/1"
        await #expect(throws: OutboundFailure.unreachable) { try await client.answer(of: address) }
    }
}
