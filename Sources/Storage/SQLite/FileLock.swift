import Core
import Foundation

/// Says that this process alone serves, migrates or replaces a database file: an advisory lock (flock) on a file
/// beside it, which the system lets go of when the process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// `nil` when another process holds the lock.
    /// - Throws: `unavailable` with `database_unopenable` when the lock file cannot be made.
    init?(besideDatabase path: String) throws {
        let descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Problem(.unavailable, "database_unopenable", arguments: ["path": path])
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Foundation.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    /// Lets go of the lock while somebody still holds on to this.
    func release() { _ = flock(descriptor, LOCK_UN) }

    deinit { Foundation.close(descriptor) }
}
