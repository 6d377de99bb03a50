import Core
import Foundation
import Storage

/// An address on another site as a person should see it before they go there.
package struct OutsideLink: Codable, Sendable, Equatable {
    package enum Standing: String, Codable, Sendable, CaseIterable {
        /// A site of an authority.
        case official
        /// Nothing is known of it.
        case unknown
        /// It goes by a name that imitates an authority's, or scams are known by it.
        case deceptive
    }

    /// What was asked about, as it was written.
    package let address: String
    /// The site that a browser would open.
    package let host: String
    package let standing: Standing
    /// Something before an `@` looks like the site and is none.
    package let hasDecoy: Bool
    /// The site's name has letters that may look like others.
    package let hasOddLetters: Bool

    /// Bytes of an address at most.
    package static let length = 2_000

    /// - Throws: `invalid` naming `to` with `link_form` for what is no address of the web.
    init(_ address: String, known patterns: ScamPatterns) throws {
        guard address.utf8.count <= Self.length, let parts = URLComponents(string: address),
            ["http", "https"].contains(parts.scheme?.lowercased()), let host = parts.host?.lowercased(), !host.isEmpty,
            !address.unicodeScalars.contains(where: { Self.isHidden($0) })
        else { throw Problem.invalid("to", "link_form") }
        self.address = address
        self.host = host
        hasDecoy = parts.user != nil || parts.password != nil
        let labels = host.split(separator: ".")
        hasOddLetters = !host.utf8.allSatisfy { $0 < 0x80 } || labels.contains { $0.hasPrefix("xn--") }
        standing =
            patterns.isDeceptive(host) ? .deceptive : patterns.isOfficial(host) && !hasDecoy ? .official : .unknown
    }

    /// What people do not see, or browsers read as something else.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 0x20 || scalar == "\\" || scalar == "<" || scalar == ">" || scalar == "\""
            || [.format, .control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}

extension ModerationService {
    /// What is known of an address, by the patterns that posts are looked at with.
    /// - Throws: `invalid` naming `to`.
    package func outsideLink(_ address: String) async throws -> OutsideLink {
        let own = try await store.read { try OwnPatternRepository.all(in: $0) }
        return try OutsideLink(address, known: ScamPatterns.shipped.adding(own))
    }
}
