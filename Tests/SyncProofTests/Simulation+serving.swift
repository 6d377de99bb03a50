import Core
import Forum
import Foundation
import Storage
import SyncProtocol

@testable import Sync

/// The server's side: requests meet the service, answers meet the witness.
extension Simulation {
    /// - Returns: `nil` when the server died before it could answer.
    func serve(_ message: Message) async throws -> Parcel? {
        let isNested = isServing
        if !isNested { prepareFate() }
        isServing = true
        defer { if !isNested { isServing = false } }
        var answer: Parcel?
        do {
            answer = try await answered(message)
        } catch is ServerDied {
            note("the server dies")
        }
        if !isNested {
            site.plan.spare()
            if let broken { throw broken }
            try await rise()
        }
        return answer
    }

    private func prepareFate() {
        let (dies, isInterrupted) = (happens(.serverDeaths), happens(.interludes))
        let (fate, write, access) = (dice.pick(FaultPlan.Fate.allCases), dice.below(4), dice.below(6))
        site.plan.arm(dies ? fate : nil, write: write)
        if isInterrupted { site.plan.interrupt(access: access) { await self.interlude() } }
    }

    /// After a death the database is opened anew and the services are built anew.
    private func rise() async throws {
        guard site.plan.isDead else { return }
        counts.deaths += 1
        try await reopen()
    }

    func reopen() async throws {
        try await site.store.close()
        try moveFile()
        site = try await ProofSite(database, on: ground)
    }

    private func answered(_ message: Message) async throws -> Parcel? {
        let client = clients[message.client]
        let endpoint = Endpoint(site: site, variant: ground.variant)
        guard let member = try await site.present(client.person) else { throw Violation("wire", "who asks is gone") }
        switch message.parcel {
        case .push(let request):
            counts.pushes += 1
            do {
                let answer = try await endpoint.push(request, as: .member(member))
                note("device \(client.number) pushes \(request.mutations.count)")
                return .pushed(.body(try answer.body()))
            } catch let problem as Problem {
                note("device \(client.number)'s push is refused: \(problem.code)")
                return .pushed(.problem(problem))
            }
        case .pull(let request):
            counts.pulls += 1
            do {
                let answer = try await endpoint.pull(request, as: .member(member))
                let expectation = try await witness(answer, request, member, client)
                return .pulled(.body(try answer.body()), asked: request.cookie, expectation)
            } catch let problem as Problem {
                note("device \(client.number)'s pull is refused: \(problem.code)")
                return .pulled(.problem(problem), asked: request.cookie, Expectation())
            }
        case .pushed, .pulled: return nil
        }
    }

    // MARK: The witness

    /// What an answer says is looked at in the moment in which it is given: the database is still as it was.
    private func witness(
        _ answer: PullAnswer, _ request: PullRequest, _ member: Principal.Member, _ client: ReferenceClient
    ) async throws -> Expectation {
        site.plan.spare()
        guard case .page(let page) = answer else { return Expectation() }
        try checkSize(page, request)
        try await repeatNow(request, member, page)
        if page.hasMore {
            try Violation.require(
                page.lastMutationIDChanges.isEmpty, "I5", "a page that is not the last acknowledges")
            try Violation.require(page.cookie != request.cookie, "I6", "a page without progress")
        }
        if page.cookie == request.cookie, page.operations.isEmpty { return Expectation() }
        let operations = try page.operations.map(JSONReader.read)
        let sight = request.cookie?["c"]?.stringValue.flatMap { client.sights[$0] }
        let candidates = page.hasMore ? [] : ownNewPosts(of: client, acknowledgedBy: page)
        let clock = now
        let (scopes, present) = try await site.store.read { transaction in
            let eyes = try Eyes.of(member.id.text, at: clock, in: transaction)
            let scopes = try SightOfScopes.inForce(for: eyes, at: clock, in: transaction)
            let witness = Witness(eyes: eyes, scopes: scopes, transaction: transaction)
            try witness.check(operations, sight)
            return (scopes, try witness.present(candidates, scopes))
        }
        note("device \(client.number) is given \(page.phase) with \(operations.count), more: \(page.hasMore)")
        if page.phase != .purge {
            client.noteSight(page.cookie, ReferenceClient.Sight(scopes: scopes, last: page.sequence))
        } else if let sight {
            client.noteSight(page.cookie, sight)
        }
        var expectation = Expectation(present: present)
        let isCompared = dice.below(100) < scale.compared
        if isCompared, !page.hasMore { expectation.view = try await view(of: member) }
        return expectation
    }

    func view(of member: Principal.Member) async throws -> ExpectedView {
        counts.comparisons += 1
        let sync = site.sync
        return try await site.store.read { transaction in
            try ExpectedView(of: member, try Tables.read(in: transaction), sync, in: transaction)
        }
    }

    /// A page holds as many rows as were asked for, and as many bytes but for the last row (I13). What a replica is told
    /// of itself does not count.
    private func checkSize(_ page: PullPage, _ request: PullRequest) throws {
        let limits = site.sync.limits
        let rows = min(request.ext?.maxRows ?? limits.pageRows, limits.mostPageRows)
        let content = try page.operations.filter { operation in
            let key = try JSONReader.read(operation)["key"]?.stringValue
            return key.map { !Witness.isControl($0) } ?? false
        }
        try Violation.require(content.count <= rows, "I13", "\(content.count) rows, asked for \(rows)")
        guard let most = request.ext?.maxBytes else { return }
        let bytes = content.dropLast().reduce(0) { $0 + $1.count }
        try Violation.require(bytes <= most, "I13", "\(bytes) bytes before the last row, asked for \(most)")
    }

    /// Asked once more, the answer is the same (I16).
    private func repeatNow(_ request: PullRequest, _ member: Principal.Member, _ page: PullPage) async throws {
        guard dice.below(100) < 3 || isQuiet, ground.variant == nil, !site.plan.isDead else { return }
        guard case .page(let again) = try await site.sync.pull(request, as: .member(member)) else {
            throw Violation("I16", "a page, and then none")
        }
        try Violation.require(
            try PullAnswer.page(again).body() == PullAnswer.page(page).body(), "I16", "asked again, the answer differs")
    }

    /// New posts of the device that the page acknowledges.
    private func ownNewPosts(of client: ReferenceClient, acknowledgedBy page: PullPage) -> [String] {
        client.kept.tabs.flatMap { tab in
            let upTo = page.lastMutationIDChanges[tab.client] ?? 0
            return tab.queue.filter { $0.id <= upTo && client.hasSent($0) }.compactMap(\.newPost)
        }
    }
}

extension Witness {
    func check(_ operations: [JSONValue], _ sight: ReferenceClient.Sight?) throws {
        var puts: [String: [String]] = [:]
        var dels: [String] = []
        for operation in operations {
            guard let key = operation["key"]?.stringValue else { continue }
            if Self.isControl(key) {
                try checkControl(key, isGone: operation["op"] == "del", sight)
            } else if operation["op"] == "del" {
                dels.append(key)
            } else {
                let (entity, id) = Self.parts(key)
                puts[entity, default: []].append(id)
            }
        }
        try checkPuts(puts)
        if let sight, !dels.isEmpty { try checkDels(dels, sight) }
    }

    /// What a replica is told of itself: `sys/me`, `sys/sync`, `sys/scope/…`.
    static func isControl(_ key: String) -> Bool { key.hasPrefix("sys/") && !key.hasPrefix("sys/m/") }

    /// The name of a scope tells that there is such a thing: it is told to those alone who may follow it, or did.
    private func checkControl(_ key: String, isGone: Bool, _ sight: ReferenceClient.Sight?) throws {
        guard key.hasPrefix("sys/scope/") else { return }
        let name = String(key.dropFirst("sys/scope/".count))
        let isKnown = isGone ? sight?.scopes.contains(name) ?? true : scopes.contains(name)
        try Violation.require(isKnown, "I9", "\(key) was named to \(eyes.member)")
    }

    /// Those of the posts that the member's replicas hold.
    func present(_ posts: [String], _ scopes: Set<String>) throws -> [String] {
        guard !posts.isEmpty else { return [] }
        let rows = try transaction.rows(
            """
            SELECT post.id, post.thread_id FROM forum_post AS post
            WHERE \(transaction.dialect.anyOf("post.id", posts)) AND post.author_id = \(eyes.member)
            AND post.state = 'published'
            """
        ) { ($0.text(0), $0.text(1)) }
        return rows.filter { scopes.contains("t:\($0.1)") }.map { "post/\($0.0)" }
    }
}

extension ClientMutation {
    /// The id of the post that it makes, if it is one: nonsense makes none, and not every engine can be asked for it.
    var newPost: String? {
        guard name == "post.create" else { return nil }
        return args?["id"]?.stringValue.flatMap(PostID.init)?.text
    }
}
