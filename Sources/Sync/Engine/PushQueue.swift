import Core
import Foundation
import Storage
import SyncProtocol

/// One push: its mutations in their order, some tens to a transaction.
struct PushQueue: Sendable {
    let request: PushRequest
    let member: Principal.Member
    let userAgent: String
    let service: SyncService

    func run() async throws -> PushAnswer {
        try check()
        try await checkHistory()
        var results: [MutationResult] = []
        var lastMutationIDs: [String: Int64] = [:]
        var start = request.mutations.startIndex
        var member = member
        // Once at least: a push of nothing still binds its group.
        repeat {
            let end = min(start + service.limits.batch, request.mutations.endIndex)
            let now = service.clock.now
            if start > request.mutations.startIndex { member = try await present(member) }
            let principal = Principal.member(member)
            let batch = PushBatch(
                groupID: request.clientGroupID,
                mutations: try request.mutations[start..<end].map { try prepare($0, principal, now) },
                member: member, userAgent: userAgent, limits: service.limits, budget: service.budget, now: now)
            let outcome = try await service.store.write { try batch.apply(in: $0) }
            for mistake in outcome.mistakes { service.onMistake(mistake.mutation, mistake.error) }
            service.measures.record(outcome.results)
            if outcome.isRevoked { return .refused(.clientStateNotFound) }
            if let problem = outcome.stop { throw problem }
            results += outcome.results
            lastMutationIDs.merge(outcome.lastMutationIDs) { $1 }
            start = end
        } while start < request.mutations.endIndex
        let sequence = try await service.store.read { try History.read(in: $0).sequence }
        return .results(PushResponse(results: results, lastMutationIDs: lastMutationIDs, seq: sequence))
    }

    /// What was made upon rows of another history waits until the client knows: it has to send again first what they
    /// stand on.
    private func checkHistory() async throws {
        guard let cookie = request.ext?.cookie, cookie != .null else { return }
        let cursor = service.seal.open(cookie, for: member.id)
        let isOurs = try await service.store.read { transaction in
            guard let cursor else { return false }
            return try History.read(in: transaction).holds(cursor, in: transaction)
        }
        if !isOurs { throw Problem(.conflict, SyncProblemCode.epochChanged.rawValue) }
    }

    /// A long queue takes its time: who was suspended meanwhile goes no further.
    private func present(_ member: Principal.Member) async throws -> Principal.Member {
        let service = service
        return try await service.store.read { try service.reader(member, in: $0) }
    }

    private func check() throws {
        guard request.pushVersion == SyncVersion.wire else { throw Problem.badRequest("/pushVersion") }
        try DeviceGroup.checkID(request.clientGroupID, "/clientGroupID")
        let limits = service.limits
        guard request.mutations.count <= limits.mutations else {
            throw Problem(
                .tooLarge, SyncProblemCode.tooLarge.rawValue,
                arguments: ["maxBytes": "\(limits.bodyBytes)", "maxMutations": "\(limits.mutations)"])
        }
        for (index, mutation) in request.mutations.enumerated() {
            try DeviceGroup.checkID(mutation.clientID, "/mutations/\(index)/clientID")
            guard SyncVersion.mutationIDs.contains(Int(mutation.id)) else {
                throw Problem.badRequest("/mutations/\(index)/id")
            }
        }
    }

    /// Does what is slow before the transaction. A refusal here is an outcome like one inside.
    private func prepare(
        _ mutation: ClientMutation, _ principal: Principal, _ now: Timestamp
    ) throws -> PreparedMutation {
        let arguments = mutation.args ?? .null
        let bytes = arguments.canonicalBytes
        var prepared = PreparedMutation(
            mutation: mutation,
            contentHash: MutationOutcomes.contentHash(name: mutation.name, arguments: bytes), work: .refused(.notFound))
        guard bytes.count <= service.limits.argumentBytes else {
            prepared.mutation.args = nil
            prepared.work = .refused(.invalid("args", "too_long", ["max": "\(service.limits.argumentBytes)"]))
            return prepared
        }
        guard let known = service.mutations[mutation.name] else {
            prepared.work = .refused(Problem(.notFound, MutationCode.unknownMutation.rawValue))
            return prepared
        }
        do {
            prepared.work = .apply(try known.prepare(arguments, principal, now))
        } catch let problem as Problem where problem.kind != .unavailable {
            prepared.work = .refused(problem)
        } catch let error where error.isMistake {
            prepared.work = .failed(error)
        }
        return prepared
    }
}

/// A mutation that is ready for its transaction.
struct PreparedMutation: Sendable {
    enum Work: Sendable {
        case apply(SyncedMutation.Application)
        case refused(Problem)
        /// A mistake of ours.
        case failed(any Error)
    }

    var mutation: ClientMutation
    var contentHash: Int64
    var work: Work
}
