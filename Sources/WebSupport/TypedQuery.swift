import Hummingbird

extension Request {
    /// What a person typed into the field `name` of a form that is sent by GET; empty when there is none. Never an
    /// error: `+` is a space, as browsers write it, and bytes that are no text become U+FFFD.
    package func typed(_ name: String) -> String {
        for pair in (uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0] == name { return Self.decoded(parts[1]) }
        }
        return ""
    }

    private static func decoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let pair = index + 2 < bytes.count ? String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self) : ""
            if bytes[index] == UInt8(ascii: "%"), pair.utf8.first != UInt8(ascii: "+"),
                let byte = UInt8(pair, radix: 16)
            {
                out.append(byte)
                index += 3
            } else {
                out.append(bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
