/// A language the interface speaks.
package enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case urdu = "ur"

    /// The value of the `dir` attribute.
    package var direction: String { self == .urdu ? "rtl" : "ltr" }

    /// Its name in itself.
    package var ownName: String { self == .urdu ? "اردو" : "English" }

    /// The first language of an `Accept-Language` header that we speak (RFC 9110, section 12.5.4), by weight.
    package init?(acceptLanguage header: String) {
        let ranges = header.prefix(500).split(separator: ",").compactMap { part -> (tag: String, weight: Double)? in
            let pieces = part.split(separator: ";")
            guard let tag = pieces.first?.trimmingPrefix(while: \.isWhitespace) else { return nil }
            let weight = pieces.dropFirst().first.flatMap { Double($0.drop { $0 != "=" }.dropFirst()) } ?? 1
            return (tag.lowercased(), weight)
        }
        let best = ranges.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }.lazy.compactMap { range in
            Language(rawValue: String(range.tag.prefix { $0 != "-" && $0 != " " }))
        }
        guard let first = best.first else { return nil }
        self = first
    }

    /// CLDR's plural category of a count; English and Urdu agree.
    func pluralCategory(_ count: Int) -> String { count == 1 ? "one" : "other" }
}
