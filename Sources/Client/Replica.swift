import Foundation
import GRDB
import SyncProtocol

/// The file with all that a device knows: the rows that the server sent, the mutations that wait for it, and where in
/// the server's history both stand. Several programs may have it open.
final class Replica: Sendable {
    let pool: DatabasePool
    let options: DeviceOptions

    /// Opens or makes the file in `folder`.
    /// - Throws: `DatabaseError` for what is no replica, or one of a newer program.
    init(folder: URL, options: DeviceOptions) throws {
        self.options = options
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 3
        configuration.prepareDatabase { database in
            // What goes is overwritten; the rest of it is `scrub`.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        let path = folder.appending(path: Self.fileName).path
        // For the owner's eyes, whatever the folder is: SQLite gives the files beside it the same rights.
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        // After opening: GRDB lowers it while it sets up the log, and what a member wrote must survive a power cut.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try Schema.migrator.migrate(pool)
        try pool.write { database in
            if try database.fact(.group) == nil { try Self.begin(database) }
        }
        try? scrubIfNeeded()
    }

    static let fileName = "replica.sqlite"

    /// Names a device that nobody has seen before.
    static func begin(_ database: Database) throws {
        try database.set(.group, UUID().uuidString.lowercased())
        try Outbox(database).beginClient()
    }

    /// The member's own id, once their profile has come.
    static func member(_ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT substr(key, 4) FROM row WHERE entity = 'me' LIMIT 1")
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try pool.read(body) }

    /// One transaction; on disk when it returns.
    @discardableResult
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value { try pool.write(body) }

    /// In whole milliseconds, as it is kept.
    var now: Date { Date(milliseconds: options.now().milliseconds) }

    /// Copies the log into the file and lets go of both.
    func close() throws { try pool.close() }
}
