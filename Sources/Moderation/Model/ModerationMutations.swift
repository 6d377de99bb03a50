import Core
import Storage
import Sync
import SyncProtocol

extension ModerationService {
    /// What clients may push.
    package var syncedMutations: [SyncedMutation] { [flagCreate] }

    /// `flag.create`: a second flag of the same member on the same post is the first.
    private var flagCreate: SyncedMutation {
        SyncedMutation(name: "flag.create") { arguments, principal, _ in
            let draft: FlagDraft = try arguments.decode(allowing: FlagDraft.CodingKeys.self)
            let valid = try validated(draft, as: principal)
            return { transaction in
                _ = try flag(valid, as: principal, in: transaction)
                return .asAsked
            }
        }
    }
}
