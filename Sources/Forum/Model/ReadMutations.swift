import Core
import Storage
import Sync
import SyncProtocol

private struct ReadMark: Decodable {
    let threadId: ThreadID
    let upTo: PostID
    /// Of the mark that the device knows.
    let epoch: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case threadId, upTo, epoch
    }
}

private struct ReadReset: Decodable {
    let threadId: ThreadID
    let upTo: PostID?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case threadId, upTo
    }
}

private struct LevelSetting: Decodable {
    let scope: String
    let targetId: String
    let level: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case scope, targetId, level
    }

    /// - Throws: `invalid` naming `scope`; `notFound` for what is no id.
    var target: LevelTarget {
        get throws {
            guard let scope = LevelTarget.Scope(rawValue: scope) else {
                throw Problem.invalid("scope", "unknown_choice")
            }
            switch scope {
            case .category: if let id = CategoryID(targetId) { return .category(id) }
            case .thread: if let id = ThreadID(targetId) { return .thread(id) }
            case .tag: return .tag(targetId)
            }
            throw Problem.notFound
        }
    }
}

/// What clients may push of what is read and followed.
extension ForumService {
    var readMark: SyncedMutation {
        SyncedMutation(name: "read.mark") { arguments, principal, _ in
            let sent: ReadMark = try arguments.decode(allowing: ReadMark.CodingKeys.self)
            return { transaction in
                try markRead(sent.threadId, upTo: sent.upTo, epoch: sent.epoch, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    var readReset: SyncedMutation {
        SyncedMutation(name: "read.reset") { arguments, principal, _ in
            let sent: ReadReset = try arguments.decode(allowing: ReadReset.CodingKeys.self)
            return { transaction in
                try resetRead(sent.threadId, to: sent.upTo, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    var levelSet: SyncedMutation {
        SyncedMutation(name: "level.set") { arguments, principal, _ in
            let sent: LevelSetting = try arguments.decode(allowing: LevelSetting.CodingKeys.self)
            let target = try sent.target
            let level = try LevelDraft(level: sent.level).validated(for: target.scope)
            return { transaction in
                let record = try setLevel(level, of: target, as: principal, in: transaction)
                return MutationEffect(rows: [SyncedRow(key: "level/\(record.id)", value: record)])
            }
        }
    }
}
