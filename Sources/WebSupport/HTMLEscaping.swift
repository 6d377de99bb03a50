import Mustache

/// How text becomes part of a page. The template engine's own escaping looks for `<` and `"` among whole characters,
/// and to Swift a quotation mark with an accent on it, or a `<` behind an Arabic number sign (U+0600), is another
/// character, while to a browser it is what ends an attribute or begins a tag. So this one looks at bytes.
package struct HTMLEscaping: MustacheContentType {
    /// What every template begins with: its tags stand alone on their line, which leaves no trace.
    static let pragma = "{{% CONTENT_TYPE:KARWAN}}\n"

    static let register: Void = MustacheContentTypes.register(HTMLEscaping(), named: "KARWAN")

    package init() {}

    package func escapeText(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.contains(where: { Self.replacement($0) != nil }) else {
                return String(decoding: bytes, as: UTF8.self)
            }
            var out: [UInt8] = []
            out.reserveCapacity(bytes.count + 64)
            for byte in bytes {
                if let replacement = Self.replacement(byte) { out += replacement.utf8 } else { out.append(byte) }
            }
            return String(decoding: out, as: UTF8.self)
        }
    }

    private static func replacement(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
