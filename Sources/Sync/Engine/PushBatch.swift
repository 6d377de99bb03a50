import Core
import Storage
import SyncProtocol

/// Some mutations of a push that share a transaction. May run twice, so it keeps nothing between runs.
struct PushBatch: Sendable {
    let groupID: String
    let mutations: [PreparedMutation]
    let member: Principal.Member
    let userAgent: String
    let limits: SyncLimits
    let budget: PushBudget?
    let now: Timestamp

    struct Outcome: Sendable {
        var results: [MutationResult] = []
        var lastMutationIDs: [String: Int64] = [:]
        /// Why the rest of the queue was not looked at; what came before it is committed.
        var stop: Problem?
        var isRevoked = false
        /// What failed by a mistake of ours, to be logged once it is committed.
        var mistakes: [(mutation: String, error: any Error)] = []
    }

    /// - Throws: `forbidden` for a group or client of someone else; what no mutation is to blame for. Then nothing
    ///   of the batch stays.
    func apply(in transaction: any WriteTransaction) throws -> Outcome {
        guard try isWelcome(in: transaction) else { return Outcome(isRevoked: true) }
        var outcome = Outcome()
        let epoch = try History.epoch(in: transaction)
        var clients: [String: DeviceClient] = [:]
        var moved: Set<String> = []
        for prepared in mutations {
            let mutation = prepared.mutation
            var client = try clients[mutation.clientID] ?? client(for: mutation, epoch: epoch, in: transaction)
            client.adopt(at: mutation.id, in: epoch)
            defer { clients[mutation.clientID] = client }
            if mutation.id <= client.lastMutationID {
                guard let result = try repeated(prepared, in: transaction) else {
                    outcome.stop = stop(.clientForked, client)
                    break
                }
                outcome.results.append(result)
                continue
            }
            guard mutation.id == client.lastMutationID + 1 else {
                outcome.stop = stop(.mutationGap, client)
                break
            }
            do { try budget?.takeAny(member.id) } catch let problem as Problem {
                outcome.stop = problem
                break
            }
            outcome.results.append(try applied(prepared, in: transaction) { outcome.mistakes.append(($0, $1)) })
            client.lastMutationID = mutation.id
            moved.insert(client.id)
        }
        for client in clients.values where moved.contains(client.id) { try keep(client, in: transaction) }
        outcome.lastMutationIDs = clients.mapValues(\.lastMutationID)
        return outcome
    }

    private func keep(_ client: DeviceClient, in transaction: any WriteTransaction) throws {
        try client.save(at: now, in: transaction)
        try MutationOutcomes.trim(client.id, upTo: client.lastMutationID - limits.rememberedMutations, in: transaction)
    }

    /// Binds the group to the member, or notes that it is in use.
    /// - Returns: whether it was not revoked.
    private func isWelcome(in transaction: any WriteTransaction) throws -> Bool {
        try DeviceGroup.bind(groupID, to: member.id, userAgent: userAgent, at: now, in: transaction)
        let group = try DeviceGroup.find(groupID, in: transaction)
        try group?.check(owner: member.id)
        return group?.isRevoked == false
    }

    /// The record of a mutation's client. One that this history does not know, or last saw in another, is adopted
    /// where it stands: it would only skip numbers that an earlier database acknowledged.
    private func client(
        for mutation: ClientMutation, epoch: String, in transaction: any WriteTransaction
    ) throws -> DeviceClient {
        if let client = try DeviceClient.find(mutation.clientID, in: transaction) {
            guard client.groupID == groupID else {
                throw Problem(.forbidden, SyncProblemCode.groupOwnedByOther.rawValue)
            }
            return client
        }
        let client = DeviceClient(
            id: mutation.clientID, groupID: groupID, lastMutationID: mutation.id - 1, epoch: epoch)
        try client.save(at: now, in: transaction)
        return client
    }

    /// The answer to a mutation that was dealt with before.
    /// - Returns: `nil` when another one was dealt with under its number.
    private func repeated(_ prepared: PreparedMutation, in transaction: any Transaction) throws -> MutationResult? {
        let mutation = prepared.mutation
        let kept = try MutationOutcomes.find(mutation.id, of: mutation.clientID, in: transaction)
        if let kept, kept.contentHash != prepared.contentHash { return nil }
        return MutationResult(
            clientID: mutation.clientID, id: mutation.id, status: .duplicate, code: kept?.row?.code,
            detail: kept?.row?.detail, rows: kept?.row?.rows)
    }

    /// Applies a mutation on its own savepoint and keeps what became of it. A mistake of ours rejects it too: it would
    /// fail again, and hold up all that waits behind it.
    /// - Throws: what is nobody's fault: then the whole push stops before any number is taken.
    private func applied(
        _ prepared: PreparedMutation, in transaction: any WriteTransaction,
        onMistake: (String, any Error) -> Void
    ) throws -> MutationResult {
        let mutation = prepared.mutation
        var result = MutationResult(clientID: mutation.clientID, id: mutation.id, status: .applied)
        var row = OutcomeRow(
            clientID: mutation.clientID, mutationID: mutation.id, name: mutation.name, status: .applied)
        var isShown = false
        do {
            switch prepared.work {
            case .refused(let problem): throw problem
            case .failed(let error): throw error
            case .apply(let application):
                try budget?.take(mutation.name, member.id)
                let effect = try transaction.savepoint { try application(transaction) }
                isShown = effect.isAltered
                if !effect.rows.isEmpty { result.rows = try effect.rows.map { try $0.mutated() } }
                // Of what is as asked nothing is kept: the rows may hold the words of others, who may take them back.
                if effect.isAltered { row.rows = result.rows }
            }
        } catch let problem as Problem where problem.kind != .unavailable {
            isShown = true
            result.refuse(problem, &row, mutation)
        } catch let conflict as MutationConflict {
            isShown = true
            result.refuse(conflict.problem, &row, mutation)
            result.rows = try conflict.rows.map { try $0.mutated() }
        } catch let error where error.isMistake {
            isShown = true
            (result.status, result.code) = (.rejected, .internalError)
            (row.status, row.code, row.args) = (.rejected, .internalError, mutation.args)
            onMistake(mutation.name, error)
        }
        if row.args != nil, try MutationOutcomes.bytes(of: member.id, in: transaction) >= limits.outcomeBytes {
            row.args = nil
        }
        try MutationOutcomes.keep(
            isShown ? row : nil, status: result.status, of: mutation, contentHash: prepared.contentHash,
            for: member.id, isShown: isShown, at: now, in: transaction)
        return result
    }

    private func stop(_ code: SyncProblemCode, _ client: DeviceClient) -> Problem {
        Problem(
            .conflict, code.rawValue,
            arguments: ["clientID": client.id, "expected": "\(client.lastMutationID + 1)"])
    }
}

extension MutationResult {
    /// Makes it a rejection, and its row one that keeps what the client sent.
    fileprivate mutating func refuse(_ problem: Problem, _ row: inout OutcomeRow, _ mutation: ClientMutation) {
        (status, code, detail) = (.rejected, problem.mutationCode, problem.mutationDetail)
        (row.status, row.code, row.detail, row.args) = (.rejected, code, detail, mutation.args)
    }
}
