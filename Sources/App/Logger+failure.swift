import Core
import Logging

extension Logger {
    /// Says that work which nobody waits for failed. Of what was cancelled nothing: a server that is told to stop has
    /// not failed.
    func failure(_ what: Message, _ error: any Error, _ metadata: Metadata = [:]) {
        guard !(error is CancellationError) else { return }
        self.error(what, metadata: metadata.merging(["error": "\(error.forLog)"]) { $1 })
    }
}
