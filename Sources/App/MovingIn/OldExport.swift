import Accounts
import Core
import Forum
import Foundation

/// What there is to take of an old community, in the order in which it must come.
enum MovingStage: CaseIterable {
    /// Members that the export lists.
    case members
    /// Members that it names as writers alone.
    case writers
    case categories, threads, posts, addresses
}

/// One thing of an old community.
enum OldRecord: Sendable {
    case member(MovedMember)
    /// The member who wrote something in the thread with the key.
    case writer(MovedMember, thread: String)
    case item(MovedItem)
    /// What cannot be read.
    case refused(ImportReport.Refusal)
    /// A thread that not everybody could see where it was: neither it nor its posts come.
    case leftOut(thread: String, pointer: String)
}

/// A part of an export that is read at one time: a JSON document, a line of a table.
protocol OldDocument {
    /// What it has for a stage.
    func records(of stage: MovingStage) -> [OldRecord]
}

/// A sort of export.
protocol OldExport: Sendable {
    /// How names of its files end.
    static var endings: Set<String> { get }

    /// The documents of a file, read one after the other.
    /// - Throws: `ImportReport.Refusal` for a file that is none of the export's.
    func documents(of file: OldFile) throws -> AnySequence<any OldDocument>
}

/// A file of an export.
struct OldFile: Sendable {
    let url: URL
    /// What reports call it.
    let name: String

    /// The bytes, as the system maps them into memory: not read before they are looked at.
    /// - Throws: `ImportReport.Refusal` for a file that cannot be read.
    func bytes() throws -> Data {
        guard let data = try? Data(contentsOf: url, options: .alwaysMapped) else {
            throw ImportReport.Refusal(name, "file_unreadable")
        }
        return data
    }

    /// The file, or the files of the folder and of its folders in the order of their names.
    /// - Throws: `unavailable` with `no_such_file`.
    static func all(at path: String, endings: Set<String>) throws -> [OldFile] {
        let root = URL(filePath: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Problem(.unavailable, "no_such_file", arguments: ["path": path])
        }
        guard isFolder.boolValue else { return [OldFile(url: root, name: root.lastPathComponent)] }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }.sorted()
            .map { OldFile(url: root.appending(path: $0), name: $0) }
    }
}

/// Times as exports write them.
enum OldTime {
    /// `2019-03-01T10:20:30.123Z`, without the fraction, the seconds or the time of day, with a space for the `T`, or
    /// with another zone's offset; without one it is UTC. `nil` for what is no time.
    static func instant(_ text: String) -> Timestamp? {
        let form =
            /(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?/
        guard let match = text.trimmingCharacters(in: .whitespaces).wholeMatch(of: form)?.output,
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3)
        else { return nil }
        func number(_ part: Substring?) -> Int64 { part.flatMap { Int64($0) } ?? 0 }
        let date = CivilDay(year: year, month: month, day: day)
        guard CivilDay(daysSince1970: date.daysSince1970) == date, (1970...9999).contains(year) else { return nil }
        let (hour, minute, second) = (number(match.4), number(match.5), number(match.6))
        guard hour < 24, minute < 60, second < 61 else { return nil }
        let fraction = match.7.map { Int64(($0 + "00").prefix(3)) ?? 0 } ?? 0
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
        return Timestamp(milliseconds: (seconds - offset(match.8)) * 1000 + fraction)
    }

    /// Seconds that a zone is ahead of UTC: of `+05:00`, 18,000.
    private static func offset(_ zone: Substring?) -> Int64 {
        guard let zone, let sign = zone.first, sign == "+" || sign == "-" else { return 0 }
        let digits = zone.filter(\.isNumber)
        let minutes = (Int64(digits.prefix(2)) ?? 0) * 60 + (Int64(digits.suffix(2)) ?? 0)
        return (sign == "-" ? -1 : 1) * minutes * 60
    }
}
