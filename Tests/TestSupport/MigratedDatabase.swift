import Core
import Foundation
import Logging
import Storage
import StorageSQLite

/// One migrated database a test run, copied for each test: migrating costs more than copying a file.
package enum MigratedDatabase {
    private static let template: Task<URL, any Error> = Task {
        let folder = FileManager.default.temporaryDirectory.appending(path: "karwan-template-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "karwan.sqlite")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(path: file.path, clock: Clock { TestApp.start }, logger: logger)
        try await Migrator().migrate(store, at: TestApp.start)
        try await store.close()
        return file
    }

    /// - Returns: the path of the copy.
    package static func copy(into folder: URL) async throws -> String {
        let copy = folder.appending(path: "karwan.sqlite")
        try FileManager.default.copyItem(at: try await template.value, to: copy)
        return copy.path
    }
}
