import Core
import Foundation
import Storage

/// The monthly thread in which firms say whom they hire (Hacker News, "Who is hiring?"), as its search service gives
/// it: one comment a firm (listings.md, section 4).
struct HiringThread: Decodable, Sendable {
    struct Comment: Decodable, Sendable {
        let id: Int64
        /// HTML; `nil` for one that was deleted.
        let text: String?
    }

    let children: [ImportedRecord<Comment>]
}

/// What a comment says: the parts of its first line stand between `|`, the firm's name first.
struct HiringComment: Sendable {
    let draft: JobDraft

    /// Characters of the text that are shown: whoever wants to read all follows the link.
    private static let excerpt = 400

    /// `nil` for a comment without such a line: it is no advert.
    init?(_ id: Int64, _ html: String) {
        // Paragraphs begin and do not end there.
        let text = PlainHTML.text(html.replacing("<p>", with: "<br>"))
        let (line, rest) = Self.split(text)
        let parts = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard parts.count > 1, let firm = parts.first.map(Self.name) else { return nil }
        let address = "https://news.ycombinator.com/item?id=\(id)"
        var draft = JobDraft()
        draft.employerName = firm
        draft.title = Self.role(parts.dropFirst()).map { String($0.prefix(120)) }
        draft.body = [line, Self.beginning(of: rest), address].filter { !$0.isEmpty }.joined(separator: "\n\n")
        (draft.applyURL, draft.sourceURL) = (address, address)
        for part in parts.dropFirst() {
            guard let place = HiringPlace(part) else { continue }
            (draft.country, draft.city) = (place.country, place.city)
            break
        }
        draft.remote = Self.remote(line).rawValue
        if let said = Self.visa(parts) { (draft.sponsorship, draft.sponsorshipEvidence) = (said.0.rawValue, said.1) }
        self.draft = draft
    }

    private static func split(_ text: String) -> (line: String, rest: String) {
        let lines = text.split(separator: "\n", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        return (lines.first ?? "", lines.count > 1 ? lines[1] : "")
    }

    /// `Gleis` of `Gleis (YC S20) https://gleis.example`.
    private static func name(_ part: String) -> String {
        part.replacing(/\([^)]*\)|https?:\/\/\S+/, with: "").split(separator: /\s+/).joined(separator: " ")
    }

    /// The part that names work, or the one after the firm's name.
    private static func role(_ parts: ArraySlice<String>) -> String? {
        let work =
            /\b(?:engineers?|developers?|programmers?|designers?|scientists?|architects?|analysts?|researchers?|managers?|administrators?|devops|sre|back-?\s?end|front-?\s?end|full-?\s?stack|cto|interns?)\b/
            .ignoresCase()
        return parts.first { $0.firstMatch(of: work) != nil } ?? parts.first { HiringPlace($0) == nil }
    }

    private static func beginning(of text: String) -> String {
        guard text.count > excerpt else { return text }
        let cut = text.prefix(excerpt)
        return cut.prefix(upTo: cut.lastIndex(where: \.isWhitespace) ?? cut.endIndex) + " …"
    }

    private static func remote(_ line: String) -> RemoteKind {
        guard line.firstMatch(of: /\bREMOTE\b/.ignoresCase()) != nil else { return .none }
        let isAnywhere = line.firstMatch(of: /\b(?:world\s?wide|global(?:ly)?|anywhere)\b/.ignoresCase()) != nil
        return isAnywhere ? .anywhere : .country
    }

    /// What is written of a visa, and where; nothing is no answer.
    private static func visa(_ parts: [String]) -> (Sponsorship, String)? {
        let named = parts.first { $0.firstMatch(of: /\bvisas?\b/.ignoresCase()) != nil }
        guard let part = named else { return nil }
        let isDenied =
            part.firstMatch(
                of: /\b(?:no|not|without|cannot|can't|unable)\b.{0,30}\bvisas?\b|\bvisas?:?\s*no\b/.ignoresCase())
            != nil
        return (isDenied ? .excluded : .confirmed, String(part.prefix(500)))
    }
}

/// Where a part of a line says that the work is.
struct HiringPlace: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    let country: String
    let city: String

    /// `nil` when it names no country, and no city that everybody knows.
    init?(_ part: String) {
        let words = Self.words(part).replacing(" nyc ", with: " new york ")
            .replacing(" sf ", with: " san francisco ")
        if let (name, code) = Self.cities.first(where: { words.contains(" \($0.key) ") }) {
            country = code
            city = name.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        } else if let code = Self.state(part) ?? Self.country(words) {
            country = code
            let before = part.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            let isNamed = before.count > 1 && Self.country(Self.words(before[0])) == nil && !before[0].contains("(")
            city = isNamed ? String(before[0].prefix(80)) : ""
        } else {
            return nil
        }
    }

    private static func words(_ text: String) -> String {
        " \(text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")) "
    }

    /// The country that is named first.
    private static func country(_ words: String) -> String? {
        names.compactMap { name, code in words.range(of: " \(name) ").map { (place: $0.lowerBound, code: code) } }
            .min { ($0.place, $0.code) < ($1.place, $1.code) }?.code
    }

    /// `Austin, TX` and `Ottawa, ON`.
    private static func state(_ part: String) -> String? {
        guard let match = part.firstMatch(of: /,\s*([A-Z]{2})\b/) else { return nil }
        let state = String(match.output.1)
        return americanStates.contains(state) ? "US" : canadianProvinces.contains(state) ? "CA" : nil
    }

    private static let names: [String: String] = CountryCode.all.sorted().reduce(
        into: ["england": "GB", "scotland": "GB", "holland": "NL", "czech republic": "CZ", "usa": "US", "us": "US"]
    ) { names, code in
        for name in SearchedPlaces.countryNames(code) { names[words(name).trimmingCharacters(in: .whitespaces)] = code }
    }

    private static let cities: [(key: String, value: String)] = [
        "amsterdam": "NL", "athens": "GR", "austin": "US", "bangalore": "IN", "barcelona": "ES", "berlin": "DE",
        "boston": "US", "brussels": "BE", "chicago": "US", "copenhagen": "DK", "dubai": "AE", "dublin": "IE",
        "edinburgh": "GB", "frankfurt": "DE", "hamburg": "DE", "helsinki": "FI", "islamabad": "PK", "karachi": "PK",
        "lahore": "PK", "lisbon": "PT", "london": "GB", "los angeles": "US", "madrid": "ES", "melbourne": "AU",
        "montreal": "CA", "munich": "DE", "new york": "US", "oslo": "NO", "paris": "FR", "prague": "CZ",
        "riyadh": "SA", "san francisco": "US", "seattle": "US", "stockholm": "SE", "sydney": "AU",
        "tallinn": "EE", "tokyo": "JP", "toronto": "CA", "vancouver": "CA", "vienna": "AT", "warsaw": "PL",
        "zurich": "CH",
    ].sorted { $0.key < $1.key }

    private static let americanStates: Set<String> = [
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS", "KY",
        "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH",
        "OK",
        "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY",
    ]

    private static let canadianProvinces: Set<String> = [
        "AB", "BC", "MB", "NB", "NL", "NS", "ON", "PE", "QC", "SK",
    ]
}
