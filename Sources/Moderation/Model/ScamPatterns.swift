import Core
import Embedded
import Foundation

/// What scams say, as people type it in English, Urdu and Roman Urdu, and as they disguise it. The patterns are data
/// (`scam-patterns.json`).
package struct ScamPatterns: Sendable {
    /// What a text does.
    package enum Signal: String, Sendable, CaseIterable, Codable {
        /// It names a way to get in touch elsewhere.
        case contact
        /// It types a number, an address or a link to write to.
        case address
        /// It names a way to pay, or asks for money.
        case payment
        /// It promises what nobody can promise.
        case promise
        /// It leads to a site whose name is made to look like an official one.
        case lookalike
        /// It says, word for word, what others wrote, or its author elsewhere.
        case copied
    }

    /// The shipped patterns, for staff to read.
    package struct Listing: Codable, Sendable {
        /// Words by what a text does that says them.
        package let words: [String: [String]]
        /// Expressions for numbers and addresses.
        package let expressions: [String]
        /// Sites of authorities, whose names others imitate.
        package let sites: [String]
        /// What each signal weighs.
        package let weights: [String: Int]
        /// From which weight on a new member's post waits, and a known one's.
        package let heldOfNew: Int
        package let heldOfKnown: Int
    }

    private struct File: Decodable {
        struct Official: Decodable {
            let domain: String
            let names: [String]
        }
        struct Limits: Decodable {
            let new: Int
            let known: Int
        }
        let weights: [String: Int]
        let heldAt: Limits
        let addresses: [String]
        let numbers: [String]
        let words: [String: [String: [String]]]
        let official: [Official]
    }

    /// A phrase as it is folded, and as it reads without a disguise where it is long enough to be told apart. Both are
    /// C strings: they are looked for in each post that is written.
    private struct Phrase {
        let signal: Signal
        let folded: [CChar]
        let bare: [CChar]?

        init(_ signal: Signal, _ text: String) {
            let bare = ScamText.bare(text)
            self.signal = signal
            folded = Array((" " + SearchText.fold(text)).utf8CString)
            self.bare = bare.count >= ScamPatterns.shortestBare ? Array(" \(bare) ".utf8CString) : nil
        }
    }

    private let weights: [Signal: Int]
    private let heldAt: (new: Int, known: Int)
    private let addresses: [NSRegularExpression]
    private let numbers: [NSRegularExpression]
    private var phrases: [Phrase]
    private let sites: OfficialSites
    /// Sites that the community knows for what they do.
    private var ownSites: [(domain: String, signal: Signal)] = []
    /// What the file says, for staff to read.
    package let listing: Listing

    /// Those that the binary carries.
    package static let shipped = ScamPatterns(EmbeddedFile.at("Sources/App/Data/scam-patterns.json")?.data ?? Data())

    package init(_ data: Data) {
        let file = try? JSONDecoder().decode(File.self, from: data)
        weights = Dictionary(
            (file?.weights ?? [:]).compactMap { name, weight in Signal(rawValue: name).map { ($0, weight) } },
            uniquingKeysWith: { first, _ in first })
        heldAt = (file?.heldAt.new ?? .max, file?.heldAt.known ?? .max)
        addresses = (file?.addresses ?? []).compactMap { try? NSRegularExpression(pattern: $0) }
        numbers = (file?.numbers ?? []).compactMap { try? NSRegularExpression(pattern: $0) }
        phrases = Signal.allCases.flatMap { signal in
            (file?.words[signal.rawValue] ?? [:]).sorted { $0.key < $1.key }.flatMap { $0.value }.map {
                Phrase(signal, $0)
            }
        }
        listing = Listing(
            words: (file?.words ?? [:]).mapValues { byScript in
                byScript.sorted { $0.key < $1.key }.flatMap(\.value)
            }, expressions: (file?.addresses ?? []) + (file?.numbers ?? []),
            sites: (file?.official ?? []).map(\.domain), weights: file?.weights ?? [:],
            heldOfNew: file?.heldAt.new ?? 0, heldOfKnown: file?.heldAt.known ?? 0)
        sites = OfficialSites((file?.official ?? []).map { ($0.domain, $0.names) })
    }

    /// The same and the community's own, but those that rest.
    package func adding(_ own: [OwnPattern]) -> ScamPatterns {
        var patterns = self
        for pattern in own where !pattern.isPaused {
            switch pattern.kind {
            case .words: patterns.phrases.append(Phrase(pattern.signal, pattern.text))
            case .site: patterns.ownSites.append((pattern.text, pattern.signal))
            }
        }
        return patterns
    }

    /// Whether a site is one of an authority, which nothing is to be held for.
    func isOfficial(_ domain: String) -> Bool { sites.isOfficial(domain) }

    /// Whether a site is made to look like an authority's, or is one that the community knows for what it does.
    func isDeceptive(_ domain: String) -> Bool {
        sites.isImitated(by: domain) || ownSites.contains { domain == $0.domain || domain.hasSuffix(".\($0.domain)") }
    }

    /// Letters from which on a disguised phrase is told apart from what is meant well.
    fileprivate static let shortestBare = 6

    /// How many there are: a file that cannot be read would hold nothing back.
    package var count: Int { addresses.count + numbers.count + phrases.count + sites.count }

    /// What a text does; nothing of the kind for most texts. `copied` is not for the text alone to say.
    package func signals(in text: String) -> Set<Signal> {
        var found = said(SearchText.fold(text), bare: ScamText.bare(text))
        let plain = ScamText.plain(text)
        if Self.any(addresses, in: plain) || Self.any(numbers, in: ScamText.joiningDigits(of: plain)) {
            found.insert(.address)
        }
        let domains = ScamText.domains(in: plain)
        if domains.contains(where: { sites.isImitated(by: $0) }) { found.insert(.lookalike) }
        for (site, signal) in ownSites where domains.contains(where: { $0 == site || $0.hasSuffix(".\(site)") }) {
            found.insert(signal)
        }
        return found
    }

    private func said(_ folded: String, bare: String) -> Set<Signal> {
        var found = Set<Signal>()
        " \(folded)".withCString { folded in
            " \(bare) ".withCString { bare in
                for phrase in phrases where !found.contains(phrase.signal) {
                    let isBare = phrase.bare.map { strstr(bare, $0) != nil } ?? false
                    if isBare || strstr(folded, phrase.folded) != nil { found.insert(phrase.signal) }
                }
            }
        }
        return found
    }

    /// What signals weigh together.
    package func weight(of signals: Set<Signal>) -> Int { signals.reduce(0) { $0 + (weights[$1] ?? 0) } }

    /// Whether what weighs so much waits for a moderator when a member of that level writes it. Regular members have
    /// been here for long: what they write is for flags.
    package func holds(_ weight: Int, at level: TrustLevel) -> Bool {
        switch level {
        case .new: weight >= heldAt.new
        case .known: weight >= heldAt.known
        case .regular, .trusted: false
        }
    }

    private static func any(_ expressions: [NSRegularExpression], in text: String) -> Bool {
        let range = NSRange(text.startIndex..., in: text)
        return expressions.contains { $0.firstMatch(in: text, range: range) != nil }
    }
}

/// Sites of authorities, and the names that others take to look like them.
struct OfficialSites: Sendable {
    private let official: [String]
    private let names: [String]

    init(_ sites: [(domain: String, names: [String])]) {
        official = sites.map(\.domain)
        names = sites.flatMap(\.names)
    }

    var count: Int { official.count + names.count }

    func isOfficial(_ domain: String) -> Bool {
        official.contains { domain == $0 || domain.hasSuffix(".\($0)") }
    }

    /// Whether a domain (in lower case) is none of them and reads like one: `gov-uk.com`, `vfsgl0bal.net`.
    func isImitated(by domain: String) -> Bool {
        if isOfficial(domain) { return false }
        let letters = ScamText.letters(of: domain)
        return names.contains { letters.contains($0) } || labels(of: domain).contains { isNear($0) }
    }

    private func labels(of domain: String) -> [String] {
        domain.split(separator: ".").dropLast().map { ScamText.letters(of: String($0)) }
    }

    /// One letter from a name that is long enough for that to be no chance.
    private func isNear(_ label: String) -> Bool {
        names.contains { $0.count >= 8 && Self.isOneEditAway(Array($0.unicodeScalars), Array(label.unicodeScalars)) }
    }

    /// Whether one letter was changed, added or left out (V. Levenshtein, 1966, for a distance of one).
    static func isOneEditAway(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
        guard abs(a.count - b.count) <= 1, a != b else { return false }
        let same = zip(a, b).prefix { $0 == $1 }.count
        let (long, short) = a.count >= b.count ? (a, b) : (b, a)
        let rest = short[(same + (long.count == short.count ? 1 : 0))...]
        return Array(long[(same + 1)...]) == Array(rest)
    }
}
