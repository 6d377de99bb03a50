import Foundation

/// Addresses of the web where data was read.
package enum SourceAddress {
    /// Whether it is a whole one: `https`, or `http` for the few offices that have nothing else.
    package static func isOne(_ text: String) -> Bool {
        guard text.utf8.count <= 500, !text.contains(where: \.isWhitespace), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), ["https", "http"].contains(scheme), parts.user == nil,
            let host = parts.host
        else { return false }
        return host.contains(".") && !host.hasPrefix(".") && !host.hasSuffix(".")
    }
}

/// ISO 3166-1 alpha-2.
package enum ISOCountry {
    private static let all = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { $0.utf8.count == 2 && $0.utf8.allSatisfy { $0 > 0x40 } })

    package static func isCode(_ text: String) -> Bool { all.contains(text) }
}
