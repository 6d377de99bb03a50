import Core
import Storage
import Sync
import SyncProtocol

/// The member's own applications.
struct ApplicationCollection: SyncedCollection {
    let entity = "application"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try ApplicationRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, ApplicationRecord($0)) })
    }
}

/// `application.set`: what the member says anew. `baseRev` is the revision whose notes the device showed.
private struct ApplicationSetting: Decodable {
    let id: ApplicationID
    let baseRev: Int64?
    let change: ApplicationChange

    enum CodingKeys: String, CodingKey { case id, baseRev }

    static let names = ["id", "baseRev"] + ApplicationChange.CodingKeys.allCases.map(\.rawValue)

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(ApplicationID.self, forKey: .id)
        baseRev = try container.decodeIfPresent(Int64.self, forKey: .baseRev)
        change = try ApplicationChange(from: decoder)
    }
}

/// `application.move`: the stage to which it came.
private struct ApplicationMoving: Decodable {
    let id: ApplicationID
    let stage: String?
    let on: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case id, stage, on }
}

private struct NamedApplication: Decodable {
    let id: ApplicationID
}

extension ApplicationService {
    package var syncedCollections: [any SyncedCollection] { [ApplicationCollection()] }

    /// What clients may push, each by the same function that the forms call. Of each field the last to arrive counts;
    /// notes that were changed elsewhere are not written over.
    package var syncedMutations: [SyncedMutation] {
        [applicationCreate, applicationSet, applicationMove, applicationRemove]
    }

    private func row(_ application: JobApplication) -> SyncedRow {
        SyncedRow(key: "application/\(application.id)", value: ApplicationRecord(application))
    }

    private var applicationCreate: SyncedMutation {
        SyncedMutation(name: "application.create") { arguments, principal, now in
            let draft: ApplicationDraft = try arguments.decode(allowing: ApplicationDraft.CodingKeys.self)
            guard let id = draft.id else { throw Problem.invalid("id", "required") }
            let valid = try draft.validated(at: now)
            return { transaction in
                let made = try start(valid, as: principal, in: transaction).application
                // Another device followed the same job before: its id is the one that counts.
                return MutationEffect(rows: [row(made)], isAltered: made.id != id)
            }
        }
    }

    private var applicationSet: SyncedMutation {
        SyncedMutation(name: "application.set") { arguments, principal, now in
            let sent: ApplicationSetting = try arguments.decode(allowing: ApplicationSetting.names)
            try sent.change.check(at: now)
            return { transaction in
                do {
                    let changed = try change(
                        sent.change, of: sent.id, baseRevision: sent.baseRev, as: principal, in: transaction)
                    return MutationEffect(rows: [row(changed)])
                } catch let problem as Problem where problem.kind == .stale {
                    let member = try principal.requireMember()
                    throw MutationConflict(problem, rows: [row(try own(sent.id, member, transaction))])
                }
            }
        }
    }

    private var applicationMove: SyncedMutation {
        SyncedMutation(name: "application.move") { arguments, principal, now in
            let sent: ApplicationMoving = try arguments.decode(allowing: ApplicationMoving.CodingKeys.self)
            let (stage, on) = try ApplicationMoveDraft(stage: sent.stage, on: sent.on).validated(at: now)
            return { transaction in
                let moved = try move(to: stage, on: on, sent.id, as: principal, in: transaction)
                return MutationEffect(rows: [row(moved)])
            }
        }
    }

    private var applicationRemove: SyncedMutation {
        SyncedMutation(name: "application.remove") { arguments, principal, _ in
            let sent: NamedApplication = try arguments.decode(allowing: ["id"])
            return { transaction in
                try remove(sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    /// Every row of applications that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = ["SELECT 'u:' || account_id, 'application', id FROM application"]
}

/// What members note of their applications.
package struct ApplicationPersonalData: PersonalData {
    package let tables: Set<String> = ["application"]

    package init() {}

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let own = try ApplicationRepository.applications(
            of: member.id, at: nil, after: nil, limit: ApplicationService.most, in: transaction)
        return ["applications": own.map(ApplicationRecord.init)]
    }

    /// They go with all that was noted of them.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM application WHERE account_id = \(member)")
    }
}
