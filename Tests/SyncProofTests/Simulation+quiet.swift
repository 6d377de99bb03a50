import Core
import Storage
import SyncProtocol

@testable import Sync

/// Moments in which the line is good and nobody does anything: then everything must be equal (I1, I2, I4, I11, I14).
extension Simulation {
    func quiet() async throws {
        note("quiet")
        isQuiet = true
        defer { isQuiet = false }
        line.clear()
        site.plan.arm(nil, write: 0)
        for client in clients { (client.push, client.pull) = (nil, nil) }
        for person in community.people where !person.isModerator { try await suspend(person, false) }
        try await deleteDoomed()
        try await keepHouse()
        try await settleAll()
        try await compareAll()
        for client in clients { try await checkStillness(client) }
        try await checkLedger()
        let differences = try await site.store.read { try ChangeIndex.differences(from: ProofSite.indexedRows, in: $0) }
        try Violation.require(differences.isEmpty, "I14", differences.joined(separator: "\n"))
        for client in clients { client.isExempt = false }
    }

    /// What one sends late is news to the others; and who learns only then that another goes by its name sends again
    /// what it had, by a new one. So round until nobody has sent anything.
    private func settleAll() async throws {
        for _ in 0..<Self.mostRounds {
            var hasSent = false
            for client in clients { hasSent = try await settle(client) || hasSent }
            if !hasSent { return }
        }
        throw Violation("I11", "devices still send after \(Self.mostRounds) rounds in a quiet moment")
    }

    private static let mostRounds = 8

    /// Sends what waits and fetches what is new, with as many tries as a patient device makes.
    /// - Returns: whether anything was sent.
    private func settle(_ client: ReferenceClient) async throws -> Bool {
        var hasSent = false
        for round in 0..<30 {
            if client.pending > 0 {
                hasSent = true
                try await demand(.push(client.pushRequest(tab: nil)), client)
            }
            repeat {
                try await demand(
                    .pull(PullRequest(clientGroupID: client.kept.group, cookie: client.kept.cookie)), client)
            } while client.kept.stage != nil || client.kept.rows["sys/sync"]?["partial"] == true
            if client.pending == 0, round > 0 || client.kept.cookie != nil { return hasSent }
        }
        throw Violation("I11", "device \(client.number) still has \(client.pending) mutations after 30 pushes")
    }

    private func demand(_ parcel: Parcel, _ client: ReferenceClient) async throws {
        guard try await exchange(parcel, client) else { throw Violation("I11", "no answer in a quiet moment") }
    }

    /// A request that is served at once.
    /// - Returns: whether an answer came.
    func exchange(_ parcel: Parcel, _ client: ReferenceClient) async throws -> Bool {
        let message = Message(client: client.number, flight: 0, parcel: parcel)
        switch try await serve(message) {
        case .pushed(let reply): try pushed(reply, client)
        case .pulled(let reply, let asked, let expectation): try pulled(reply, asked, expectation, client)
        default: return false
        }
        return true
    }

    private func compareAll() async throws {
        for client in clients {
            guard let member = try await site.present(client.person) else { continue }
            try await view(of: member).compare(client.kept.rows, of: client)
        }
    }

    /// With nothing new the answer is the cookie that came, and nothing else.
    private func checkStillness(_ client: ReferenceClient) async throws {
        guard let member = try await site.present(client.person) else { return }
        let request = PullRequest(clientGroupID: client.kept.group, cookie: client.kept.cookie)
        let endpoint = Endpoint(site: site, variant: ground.variant)
        guard case .page(let page) = try await endpoint.pull(request, as: .member(member)) else {
            throw Violation("I16", "a device is refused in a quiet moment")
        }
        let isStill = page.cookie == request.cookie && page.operations.isEmpty && page.lastMutationIDChanges.isEmpty
        // Within one commit's time the cookie may be made anew, because it grows old.
        guard !isStill else { return }
        try Violation.require(
            page.operations.isEmpty && page.lastMutationIDChanges.isEmpty, "I16",
            "device \(client.number) gets \(page.operations.count) operations although nothing happened")
    }
}
