import Foundation
import Matching

/// The published cases, as files beside the tests.
enum Vectors {
    static func json(_ name: String) -> [String: Any] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
        let content = try? JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return content as? [String: Any] ?? [:]
    }

    static func cases(_ name: String) -> [[String: Any]] { json(name)["cases"] as? [[String: Any]] ?? [] }

    /// The rounds in their file's order.
    static let rounds: [NamedInstance] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "matching-cases.json")
        guard let data = try? Data(contentsOf: file), let tree = JSONTree.all(in: Array(data))?.first else { return [] }
        return (try? NamedInstance.all(in: tree)) ?? []
    }()
}
