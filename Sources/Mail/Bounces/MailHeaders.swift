import Foundation

/// Headers of a message or of a part of one (RFC 5322, section 2.2), as far as reports of delivery need them.
struct MailHeaders {
    private var fields: [(name: String, value: String)] = []

    /// - Parameter lines: up to the first that is empty.
    init(_ lines: some Sequence<Substring>) {
        for line in lines {
            if let first = line.first, first == " " || first == "\t" {
                // A line that goes on.
                guard !fields.isEmpty else { continue }
                fields[fields.count - 1].value += " " + line.trimmingCharacters(in: .whitespaces)
            } else if let colon = line.firstIndex(of: ":") {
                fields.append(
                    (
                        line[..<colon].trimmingCharacters(in: .whitespaces).lowercased(),
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                    ))
            }
        }
    }

    /// The first value of a header.
    /// - Parameter name: in small letters.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// A value without its parameters, in small letters: `text/plain`.
    func plain(_ name: String) -> String {
        (self[name] ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// A parameter of a value (RFC 2045, section 5.1), quoted or not.
    func parameter(_ parameter: String, of name: String) -> String? {
        for part in (self[name] ?? "").split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].lowercased() == parameter else { continue }
            let isQuoted = pair[1].count >= 2 && pair[1].hasPrefix("\"") && pair[1].hasSuffix("\"")
            return isQuoted ? String(pair[1].dropFirst().dropLast()) : pair[1]
        }
        return nil
    }

    /// The address in a header such as `To: Name <a@b>`; of `rfc822; a@b` what follows the kind (RFC 3464, section
    /// 2.3.2).
    func address(_ name: String) -> String? {
        guard var text = self[name] else { return nil }
        if let kind = text.firstIndex(of: ";") { text = String(text[text.index(after: kind)...]) }
        if let open = text.lastIndex(of: "<"), let close = text[open...].firstIndex(of: ">") {
            text = String(text[text.index(after: open)..<close])
        }
        let address = text.trimmingCharacters(in: .whitespaces)
        return address.contains("@") && !address.contains(" ") && address.utf8.count <= 320 ? address : nil
    }
}
