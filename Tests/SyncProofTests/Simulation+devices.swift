import Core
import Foundation
import SyncProtocol

/// The devices' side: answers arrive, and devices crash before or after.
extension Simulation {
    func receive(_ message: Message) async throws {
        let client = clients[message.client]
        let (before, after) = (happens(.deviceCrashes), happens(.deviceCrashes))
        if before { return client.crash() }
        switch message.parcel {
        case .pushed(let reply) where client.push?.number == message.flight:
            client.push = nil
            try pushed(reply, client)
        case .pulled(let reply, let asked, let expectation) where client.pull?.number == message.flight:
            client.pull = nil
            try pulled(reply, asked, expectation, client)
        default: break
        }
        if after { client.crash() }
    }

    func pushed(_ reply: Reply, _ client: ReferenceClient) throws {
        switch reply {
        case .body(let body):
            let answer = try JSONReader.read(body)
            if answer["error"] != nil { return wipe(client, answer) }
            guard case .array(let results)? = answer["results"] else { throw Violation("wire", "no results") }
            acknowledged(results)
            client.pushed(results)
        case .problem(let problem):
            switch problem.code {
            case "client_forked":
                note("device \(client.number) is forked")
                client.fork(problem.arguments["clientID"] ?? "", to: newIdentity().clients[0])
            case "mutation_gap":
                note("device \(client.number) has a gap: \(problem.arguments)")
                // A late duplicate of what it sent before the restore may have spoken for it: it takes another name.
                guard client.missed() else { return }
                guard counts.restores > 0 else {
                    throw Violation("I11", "the server waits for what the device no longer has")
                }
                client.fork(problem.arguments["clientID"] ?? "", to: newIdentity().clients[0])
            case "account_suspended", "busy": break
            default: throw Violation("I11", "a push was refused: \(problem)")
            }
        }
    }

    func pulled(_ reply: Reply, _ asked: JSONValue?, _ expectation: Expectation, _ client: ReferenceClient) throws {
        switch reply {
        case .body(let body):
            let answer = try JSONReader.read(body)
            if answer["error"] != nil { return wipe(client, answer) }
            // An answer to an earlier question.
            guard asked == client.kept.cookie else { return }
            try client.take(answer, asked: asked, expecting: expectation)
            if client.kept.mustResend, answer["hasMore"] != true { resend(client) }
        case .problem(let problem):
            guard ["account_suspended", "busy"].contains(problem.code) else {
                throw Violation("wire", "a pull was refused: \(problem)")
            }
        }
    }

    private func wipe(_ client: ReferenceClient, _ answer: JSONValue) {
        note("device \(client.number) wipes itself: \(answer.canonicalText)")
        let (group, fresh) = newIdentity()
        client.wipe(group: group, clients: fresh)
    }

    /// The server's history is another: what was acknowledged of late may be lost, so it is sent again.
    private func resend(_ client: ReferenceClient) {
        client.kept.mustResend = false
        let journal = client.kept.journal
        client.kept.journal = []
        for mutation in journal {
            guard case .object(let arguments)? = mutation.args else { continue }
            client.enqueue(mutation.name, arguments, tab: 0)
        }
        note("device \(client.number) sends \(journal.count) again")
    }
}
