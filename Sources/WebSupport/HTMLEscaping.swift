/// How text becomes part of a page. To Swift a quotation mark with an accent on it, or a `<` behind an Arabic number
/// sign (U+0600), is another character, while to a browser it is what ends an attribute or begins a tag. So this one
/// looks at bytes.
package enum HTMLEscaping {
    /// The text as it may stand in a page, outside tags and in quoted attributes.
    package static func escaped(_ text: String) -> String {
        var text = text
        var out: [UInt8] = []
        text.withUTF8 { escape($0, into: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    static func escape(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        var start = 0
        for (place, byte) in bytes.enumerated() {
            guard byte < 0x40, let replacement = replacement(byte) else { continue }
            out += UnsafeBufferPointer(rebasing: bytes[start..<place])
            out += replacement.utf8
            start = place + 1
        }
        out += UnsafeBufferPointer(rebasing: bytes[start...])
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
