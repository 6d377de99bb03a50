import Embedded
import Foundation

/// The files of the project as they lie on disk beside the tests.
enum Project {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Paths below a folder, relative to the root, sorted.
    static func files(under folder: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        let paths = walk?.compactMap { $0 as? String } ?? []
        return paths.map { "\(folder)/\($0)" }.filter { path in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(
                atPath: root.appending(path: path).path, isDirectory: &isFolder)
            return isThere && !isFolder.boolValue && !path.split(separator: "/").contains { $0.hasPrefix(".") }
        }.sorted()
    }

    /// All Swift of `Sources` as one text.
    static let swift: String = files(under: "Sources").filter { $0.hasSuffix(".swift") }
        .compactMap { try? text($0) }.joined(separator: "\n")

    /// All scripts of `Public` as one text.
    static let scripts: String = files(under: "Public").filter { $0.hasSuffix(".js") }
        .compactMap { try? text($0) }.joined(separator: "\n")

    /// The templates by their names.
    static let templates: [String: String] = Dictionary(
        EmbeddedFile.all.filter { $0.name.hasSuffix(".mustache") }.map { (String($0.name.dropLast(9)), $0.text) },
        uniquingKeysWith: { $1 })

    /// What the only group of a pattern catches in a text.
    static func matches(_ pattern: String, in text: String) -> Set<String> {
        guard let regex = try? Regex(pattern, as: (Substring, Substring).self).dotMatchesNewlines() else { return [] }
        return Set(text.matches(of: regex).map { String($0.output.1) })
    }
}
