import Foundation

/// A page of a list in a fixed order, and where the next one starts.
package struct Paged<Item: Sendable>: Sendable {
    package var items: [Item]
    /// Where the next page starts; `nil` on the last one.
    package var next: PageCursor?

    package init(items: [Item], next: PageCursor?) {
        self.items = items
        self.next = next
    }

    /// Cuts one item more than a page holds into a page and the cursor after its last item.
    package init(_ items: [Item], limit: Int, cursor: (Item) -> PageCursor) {
        if items.count > limit, let last = items.dropLast(items.count - limit).last {
            self.init(items: Array(items.prefix(limit)), next: cursor(last))
        } else {
            self.init(items: items, next: nil)
        }
    }

    /// The same page without some of its items; where the list goes on stays as it is.
    package func compactMap<Other>(_ transform: (Item) throws -> Other?) rethrows -> Paged<Other> {
        Paged<Other>(items: try items.compactMap(transform), next: next)
    }

    package func map<Other>(_ transform: (Item) throws -> Other) rethrows -> Paged<Other> {
        Paged<Other>(items: try items.map(transform), next: next)
    }
}

/// The position after one item of a list ordered by (number, id): keyset paging, never an offset.
package struct PageCursor: Sendable, Equatable {
    package let key: Int64
    package let id: String

    package init(key: Int64, id: String) {
        self.key = key
        self.id = id
    }

    /// Opaque to clients: base64url of `key.id`.
    package var text: String { Base64URL.encode(Array("\(key).\(id)".utf8)) }

    /// - Throws: `invalid` naming `after` for anything we did not make.
    package init(_ text: String) throws {
        guard text.utf8.count <= 200, let bytes = Base64URL.decode(text),
            let plain = String(validating: bytes, as: UTF8.self), let dot = plain.unicodeScalars.firstIndex(of: "."),
            let key = Int64(plain[..<dot]), !plain.unicodeScalars.contains("\0")
        else { throw Problem.invalid("after", "bad_cursor") }
        self.init(key: key, id: String(plain.unicodeScalars[plain.unicodeScalars.index(after: dot)...]))
    }
}

/// RFC 4648, section 5, without padding.
package enum Base64URL {
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Returns: `nil` also for another text of the same bytes: bits that the last character does not need are none.
    package static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
        else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let plain = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let bytes = Data(base64Encoded: plain), encode(bytes) == text else { return nil }
        return Array(bytes)
    }
}
