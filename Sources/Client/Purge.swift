import Foundation
import GRDB

// What may be read no longer leaves no byte behind. `secure_delete` overwrites a deleted row where it lies, but not
// the copies that stay in free space when SQLite moves rows from page to page; so after rows of others have gone the
// file is written anew, and the log, which holds older pages, is emptied.
extension Replica {
    /// Takes the last bytes of rows that went out of the files. Goes on after a crash when the file is next opened.
    /// - Throws: `DatabaseError` when another program reads for longer than five seconds: try again later.
    func scrubIfNeeded() throws {
        try pool.writeWithoutTransaction { database in
            guard let mark = try database.fact(.scrub) else { return }
            try database.execute(sql: "VACUUM")
            try database.checkpoint(.truncate)
            // What another program marked meanwhile stays marked.
            try database.execute(
                sql: "DELETE FROM fact WHERE name = ? AND value = ?", arguments: [Fact.scrub.rawValue, mark])
        }
    }

    /// Forgets everything, what waits too, and begins as a device that nobody has seen.
    func wipe() throws {
        try pool.write { database in
            for table in ["row", "staged", "overlay", "mutation", "client", "fact"] {
                try database.execute(sql: "DELETE FROM \(table)")
            }
            try Self.begin(database)
            try Self.mark(database)
        }
        // Should another program read just now, the mark stays, and the next sync or opening does it.
        try? scrubIfNeeded()
    }

    /// Notes that bytes of rows that went may be in the files.
    static func mark(_ database: Database) throws { try database.set(.scrub, UUID().uuidString) }

    /// Takes older texts of rows that changed out of the log.
    func emptyLog() throws { try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
}
