import Core
import Storage
import Sync
import SyncProtocol

/// A copy as the API shows it in a list, and as replicas hold it.
package struct ChecklistRecord: Codable, Sendable {
    package let id: ChecklistID
    package let pathwayId: String
    package let title: String
    /// The day of the journey.
    package let targetDate: CivilDay?
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(_ checklist: Checklist) {
        id = checklist.id
        pathwayId = checklist.pathway
        title = checklist.title
        targetDate = checklist.target
        createdAt = checklist.createdAt
        updatedAt = checklist.updatedAt
    }
}

/// A step of a copy, with what the data says of it. Clients reckon dates by `leadTimeDays`, `dependsOn` and `stage`.
package struct ChecklistItemRecord: Codable, Sendable {
    package let id: String
    package let checklistId: ChecklistID
    package let itemId: String
    package let stage: ChecklistStage
    package let label: String
    package let detail: String
    package let issuer: String
    package let issuerCountry: String
    /// Whether everybody needs it: nobody is late with what may not apply to them.
    package let isMandatory: Bool
    package let appliesIf: String
    package let leadTimeDays: Int?
    package let validityMonths: Int?
    package let dependsOn: [String]
    package let cost: String
    package let officialURL: String?
    package let state: ChecklistState
    package let doneOn: CivilDay?
    package let note: String
    /// The member added it: they may change what it says, and take it out.
    package let isOwn: Bool
    /// The data no longer has the step.
    package let isRetired: Bool
    /// The data says something else than when the member last looked.
    package let hasChanged: Bool

    package init(_ step: ChecklistStep, of checklist: ChecklistID) {
        let item = step.item
        id = "\(checklist):\(item.id)"
        checklistId = checklist
        itemId = item.id
        stage = item.stage
        label = item.label
        detail = item.detail
        issuer = item.issuer
        issuerCountry = item.issuerCountry
        isMandatory = item.isMandatory
        appliesIf = item.appliesIf
        leadTimeDays = item.leadMax
        validityMonths = item.validityMonths
        dependsOn = item.dependsOn
        cost = item.cost
        officialURL = item.officialURL
        state = step.state
        doneOn = step.entry?.doneOn
        note = step.entry?.note ?? ""
        isOwn = item.isOwn
        isRetired = item.isRetired
        hasChanged = step.hasChanged
    }
}

/// The member's own copies.
struct ChecklistCollection: SyncedCollection {
    let entity = "checklist"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try ChecklistRepository.checklists(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, ChecklistRecord($0)) })
    }
}

/// The steps of the member's own copies.
struct ChecklistItemCollection: SyncedCollection {
    let entity = "checklistItem"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let wanted = Set(ids)
        let own = ids.compactMap { $0.split(separator: ":").last.map(String.init) }
        let steps =
            try ChecklistRepository.steps(ids, of: viewer.id, in: transaction)
            + OwnStepRepository.steps(own, of: viewer.id, in: transaction)
        let records = steps.map {
            ChecklistItemRecord($0.step, of: ChecklistID(trusted: $0.checklist))
        }
        return Dictionary(
            uniqueKeysWithValues: records.filter { wanted.contains($0.id) }.map { ($0.id, $0) })
    }
}

/// `item.set`: what a member did about a step.
private struct ItemSetting: Decodable {
    let checklistId: ChecklistID
    let itemId: String
    let state: String?
    let doneOn: String?
    let note: String?
    let label: String?
    let stage: String?
    let leadTimeDays: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case checklistId, itemId, state, doneOn, note, label, stage, leadTimeDays
    }
}

/// `item.add`: a step of the member's own.
private struct ItemAdding: Decodable {
    let checklistId: ChecklistID
    let itemId: OwnStepID
    let label: String?
    let stage: String?
    let leadTimeDays: Int?

    enum CodingKeys: String, CodingKey, CaseIterable { case checklistId, itemId, label, stage, leadTimeDays }
}

/// `item.remove`: of the member's own.
private struct NamedItem: Decodable {
    let checklistId: ChecklistID
    let itemId: String

    enum CodingKeys: String, CodingKey, CaseIterable { case checklistId, itemId }
}

/// `checklist.set`: the day of the journey.
private struct TargetSetting: Decodable {
    let id: ChecklistID
    let targetDate: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case id, targetDate }
}

private struct NamedChecklist: Decodable {
    let id: ChecklistID
}

extension ChecklistService {
    package var syncedCollections: [any SyncedCollection] { [ChecklistCollection(), ChecklistItemCollection()] }

    /// What clients may push, each by the same function that the forms call. Of each field the last to arrive counts;
    /// a copy that was thrown away takes nothing any more.
    package var syncedMutations: [SyncedMutation] {
        [checklistStart, checklistSet, checklistRemove, itemSet, itemAdd, itemRemove]
    }

    private var checklistStart: SyncedMutation {
        SyncedMutation(name: "checklist.start") { arguments, principal, now in
            let draft: ChecklistDraft = try arguments.decode(allowing: ChecklistDraft.CodingKeys.self)
            guard let id = draft.id else { throw Problem.invalid("id", "required") }
            let valid = try draft.validated(at: now)
            return { transaction in
                let started = try start(valid, as: id, by: principal, in: transaction)
                let checklist = started.page.checklist
                // Another device began one before: its id is the one that counts.
                return MutationEffect(
                    rows: [SyncedRow(key: "checklist/\(checklist.id)", value: ChecklistRecord(checklist))],
                    isAltered: checklist.id != id)
            }
        }
    }

    private var checklistSet: SyncedMutation {
        SyncedMutation(name: "checklist.set") { arguments, principal, now in
            let sent: TargetSetting = try arguments.decode(allowing: TargetSetting.CodingKeys.self)
            let target = try ChecklistChange(targetDate: sent.targetDate).validated(at: now)
            return { transaction in
                _ = try setTarget(target, of: sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var checklistRemove: SyncedMutation {
        SyncedMutation(name: "checklist.remove") { arguments, principal, _ in
            let sent: NamedChecklist = try arguments.decode(allowing: ["id"])
            return { transaction in
                try remove(sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var itemSet: SyncedMutation {
        SyncedMutation(name: "item.set") { arguments, principal, now in
            let sent: ItemSetting = try arguments.decode(allowing: ItemSetting.CodingKeys.self)
            var change = ChecklistItemChange(state: sent.state, doneOn: sent.doneOn, note: sent.note)
            (change.label, change.stage, change.leadTimeDays) = (sent.label, sent.stage, sent.leadTimeDays)
            let valid = try change.validated(at: now)
            return { transaction in
                let step = try setItem(sent.itemId, valid, in: sent.checklistId, as: principal, transaction)
                let record = ChecklistItemRecord(step, of: sent.checklistId)
                return MutationEffect(rows: [SyncedRow(key: "checklistItem/\(record.id)", value: record)])
            }
        }
    }

    private var itemAdd: SyncedMutation {
        SyncedMutation(name: "item.add") { arguments, principal, _ in
            let sent: ItemAdding = try arguments.decode(allowing: ItemAdding.CodingKeys.self)
            let draft = OwnStepDraft(label: sent.label, stage: sent.stage, leadTimeDays: sent.leadTimeDays)
            let valid = try draft.validated()
            return { transaction in
                let added = try addStep(
                    valid, as: sent.itemId, to: sent.checklistId, by: principal, in: transaction)
                let record = ChecklistItemRecord(added.step, of: sent.checklistId)
                return MutationEffect(rows: [SyncedRow(key: "checklistItem/\(record.id)", value: record)])
            }
        }
    }

    private var itemRemove: SyncedMutation {
        SyncedMutation(name: "item.remove") { arguments, principal, _ in
            let sent: NamedItem = try arguments.decode(allowing: NamedItem.CodingKeys.self)
            return { transaction in
                try removeStep(sent.itemId, from: sent.checklistId, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    /// Every row of checklists that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        "SELECT 'u:' || account_id, 'checklist', id FROM checklist",
        """
        SELECT 'u:' || list.account_id, 'checklistItem', entry.checklist_id || ':' || entry.item_id
        FROM checklist_entry AS entry JOIN checklist AS list ON list.id = entry.checklist_id
        """,
        """
        SELECT 'u:' || list.account_id, 'checklistItem', step.checklist_id || ':' || step.id
        FROM checklist_own_step AS step JOIN checklist AS list ON list.id = step.checklist_id
        """,
    ]
}

/// What members keep in their checklists.
package struct ChecklistPersonalData: PersonalData {
    package let tables: Set<String> = ["checklist"]

    package init() {}

    private struct Kept: Encodable, Sendable {
        let pathwayId: String
        let itemId: String
        let label: String
        let state: String
        let doneOn: String?
        let note: String
        let targetDate: String?
        let updatedAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let kept = try transaction.rows(
            """
            SELECT list.pathway_id, entry.item_id, item.label, entry.state, entry.done_on, entry.note, list.target_date,
                entry.updated_at
            FROM checklist AS list
            JOIN checklist_entry AS entry ON entry.checklist_id = list.id
            JOIN checklist_item AS item ON item.id = entry.item_id
            WHERE list.account_id = \(member.id)
            UNION ALL
            SELECT list.pathway_id, step.id, step.label, step.state, step.done_on, step.note, list.target_date,
                step.updated_at
            FROM checklist AS list JOIN checklist_own_step AS step ON step.checklist_id = list.id
            WHERE list.account_id = \(member.id)
            ORDER BY 1, 2
            """
        ) {
            Kept(
                pathwayId: $0.text(0), itemId: $0.text(1), label: $0.text(2), state: $0.text(3),
                doneOn: $0.textOrNil(4), note: $0.text(5), targetDate: $0.textOrNil(6), updatedAt: $0.time(7))
        }
        return ["checklists": kept]
    }

    /// The copies go, and with them their entries.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM checklist WHERE account_id = \(member)")
    }
}
