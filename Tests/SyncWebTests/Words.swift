import Foundation
import TestSupport

/// Whether two pieces of JSON say the same.
func same(_ a: Any?, _ b: Any?) -> Bool {
    guard let a, let b else { return false }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
    let texts = [a, b].map { try? JSONSerialization.data(withJSONObject: $0, options: options) }
    return texts[0] != nil && texts[0] == texts[1]
}

/// Ids that a client made: `id(7)`.
func id(_ number: Int) -> String { "0199f4b0-0000-7000-8000-" + String("000000000000\(number)".suffix(12)) }

extension Viewer {
    static func with(_ headers: [String: String]) -> Viewer {
        var viewer = Viewer.nobody
        viewer.headers = headers
        return viewer
    }
}
