import Measures
import SyncProtocol

/// What became of the mutations that clients pushed.
package final class SyncMeasures: Sendable {
    package let applied = Count()
    package let rejected = Count()
    package let duplicate = Count()

    func record(_ results: [MutationResult]) {
        for result in results {
            switch result.status {
            case .applied: applied.add()
            case .rejected: rejected.add()
            case .duplicate: duplicate.add()
            }
        }
    }
}
