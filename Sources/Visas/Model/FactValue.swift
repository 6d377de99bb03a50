import Core
import Foundation

/// Reads the value of a fact as people type it.
enum FactValue {
    static let countries: Set<String> = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { $0.utf8.count == 2 && $0.utf8.allSatisfy { $0 > 0x40 } })

    /// The value in the one form in which it is kept; empty for "not known" or "does not apply".
    /// - Returns: `nil` when it does not have the form that the field wants.
    static func canonical(_ text: String, of field: PathwayField) -> String? {
        let text = UserText.clean(text, .block)
        if text.isEmpty { return isOptional(field) ? "" : nil }
        switch field.form {
        case .block: return text
        case .line: return UserText.clean(text, .line)
        case .status: return PathwayStatus(rawValue: text)?.rawValue
        case .link: return link(text)
        case .flag: return ["yes", "no"].contains(text) ? text : nil
        case .months: return ValueText.number(text).flatMap { $0 <= 600 ? "\($0)" : nil }
        case .days: return DayRange(text)?.text
        case .fee: return Fee(text)?.text
        case .salary: return SalaryLine(text)?.text
        case .salaries: return lines(text) { SalaryLine($0)?.text }
        case .requirements: return lines(text) { Requirement($0)?.text }
        case .lines: return lines(text) { $0 }
        case .statusByNationality: return byNationality(text) { PathwayStatus(rawValue: $0)?.rawValue }
        case .linesByNationality: return byNationality(text) { $0.isEmpty ? nil : $0 }
        }
    }

    private static func isOptional(_ field: PathwayField) -> Bool {
        ![.name, .summary, .status, .officialURL].contains(field)
    }

    private static func lines(_ text: String, _ read: (String) -> String?) -> String? {
        let lines = ValueText.lines(text)
        let read = lines.compactMap(read)
        return read.count == lines.count && lines.count <= 40 ? read.joined(separator: "\n") : nil
    }

    private static func byNationality(_ text: String, _ read: (String) -> String?) -> String? {
        lines(text) { line in
            let (country, words) = ValueText.parted(line)
            guard countries.contains(country.uppercased()), let words = read(words) else { return nil }
            return "\(country.uppercased()): \(words)"
        }
    }

    /// An address of the web: `https`, or `http` for the few offices that have nothing else.
    static func link(_ text: String) -> String? {
        guard text.utf8.count <= 500, !text.contains(where: \.isWhitespace), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), ["https", "http"].contains(scheme), parts.user == nil,
            let host = parts.host, host.contains("."), !host.hasPrefix("."), !host.hasSuffix(".")
        else { return nil }
        return text
    }
}
