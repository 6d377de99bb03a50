import Core
import Storage
import Sync
import SyncProtocol

/// Where the member waits for a seat.
struct MentorWaitCollection: SyncedCollection {
    let clock: Clock
    let entity = "waiting"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try MentorWaitRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: found.map { ($0.id.text, MentorWaitRecord($0.seen(at: clock.now))) })
    }
}

/// `waitlist.join`, `waitlist.leave`: the mentor's username.
private struct PushedWait: Decodable {
    let mentor: String

    enum CodingKeys: String, CodingKey, CaseIterable { case mentor }
}

extension MentorshipService {
    /// What clients may push, by the same functions that the pages call.
    var waitlistMutations: [SyncedMutation] {
        [
            SyncedMutation(name: "waitlist.join") { arguments, principal, _ in
                let sent: PushedWait = try arguments.decode(allowing: PushedWait.CodingKeys.self)
                return { transaction in
                    let wait = try join(sent.mentor, as: principal, in: transaction)
                    return MutationEffect(
                        rows: [SyncedRow(key: "waiting/\(wait.id)", value: MentorWaitRecord(wait))])
                }
            },
            SyncedMutation(name: "waitlist.leave") { arguments, principal, _ in
                let sent: PushedWait = try arguments.decode(allowing: PushedWait.CodingKeys.self)
                return { transaction in
                    try leave(sent.mentor, as: principal, in: transaction)
                    return .asAsked
                }
            },
        ]
    }
}
