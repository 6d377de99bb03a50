import Core
import Foundation
import Texts

package enum SavedSearchMark {}
package typealias SavedSearchID = Identifier<SavedSearchMark>

/// Filters of the list of jobs of which a member wants to hear: a letter a day at most.
package struct SavedSearch: Sendable, Equatable {
    package let id: SavedSearchID
    package let filter: JobFilter
    package let state: State
    package let createdAt: Timestamp
    /// When the member looked last.
    package let seenAt: Timestamp
    package let revision: Int64
    /// Jobs that were posted until then are told of, or were there before.
    let toldUntil: Timestamp

    package enum State: String, Codable, Sendable, CaseIterable {
        case on = "on"
        case paused = "paused"
    }

    /// Of a member.
    package static let most = 10
    /// After that long unseen nobody reads the letters.
    package static let unseen = Span.days(90)
    static let pause = Span.hours(24)
    /// Jobs of a search that a letter names.
    static let jobsInLetter = 10

    package var path: String { "/jobs/searches/\(id)" }
}

/// What a member wants to hear of: the filters of the list; one that is absent does not narrow it.
package struct SavedSearchDraft: CheckedDraft {
    package var id: SavedSearchID?
    package var country: String?
    package var sponsorship: String?
    package var remote: String?
    package var skill: String?
    package var language: String?
    package var salary: String?
    package var currency: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, country, sponsorship, remote, skill, language, salary, currency
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> JobFilter {
        try JobFilter(
            country: country ?? "", sponsorship: sponsorship ?? "", remote: remote ?? "", skill: skill ?? "",
            language: language ?? "", salary: salary ?? "", currency: currency ?? "")
    }
}

/// Whether letters come.
package struct SavedSearchChange: CheckedDraft {
    package var state: String?

    package init(state: String?) { self.state = state }

    package enum CodingKeys: String, CodingKey, CaseIterable { case state }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `state`.
    func validated() throws -> SavedSearch.State {
        var validation = Validation()
        let state = validation.choice(state, "state", default: SavedSearch.State.on)
        try validation.check()
        return state
    }
}

/// A saved search as the API shows it.
package struct SavedSearchRecord: Codable, Sendable {
    package let id: SavedSearchID
    package let state: SavedSearch.State
    package let country: String?
    package let sponsorship: Sponsorship?
    package let remote: RemoteKind?
    package let skill: String?
    package let language: String?
    package let salary: Amount?
    package let createdAt: Timestamp
    package let revision: Int64

    package init(_ search: SavedSearch) {
        id = search.id
        state = search.state
        country = search.filter.country
        sponsorship = search.filter.sponsorship
        remote = search.filter.remote
        skill = search.filter.skill
        language = search.filter.language
        salary = search.filter.salary.map { Amount(units: $0.units, currency: $0.currency) }
        createdAt = search.createdAt
        revision = search.revision
    }
}

extension JobFilter {
    /// The query of the list's address, its parts in a fixed order.
    package var query: String {
        let parts: [(String, String?)] = [
            ("country", country), ("sponsorship", sponsorship?.rawValue), ("remote", remote?.rawValue),
            ("skill", skill), ("language", language),
            ("salary", salary.map { Amount(units: $0.units, currency: $0.currency).amount }),
            ("currency", salary?.currency),
        ]
        return parts.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }.joined(separator: "&")
    }

    /// The filter of such a query; of one that is none it is empty.
    init(query: String) {
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { values[parts[0]] = parts[1].removingPercentEncoding ?? "" }
        }
        func value(_ name: String) -> String { values[name] ?? "" }
        let filter = try? JobFilter(
            country: value("country"), sponsorship: value("sponsorship"), remote: value("remote"),
            skill: value("skill"), language: value("language"), salary: value("salary"), currency: value("currency"))
        self = filter ?? JobFilter()
    }

    private static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    /// The filter in words, such as `Country: Germany · Skill: swift`.
    /// - Parameter countryName: of a code, in the reader's language.
    package func words(_ phrases: Phrasebook, countryName: (String) -> String) -> String {
        let amount = salary.map { Amount(units: $0.units, currency: $0.currency) }
        let parts: [(String, String?)] = [
            ("country", country.map(countryName)),
            ("sponsorship", sponsorship.map { phrases.text("sponsorship_\($0.rawValue)") }),
            ("remote", remote.map { phrases.text("remote_\($0.rawValue)") }), ("skill", skill),
            ("language", language),
            ("salary", amount.map { "\($0.currency) \($0.amount.replacing(/\.0+$/, with: ""))" }),
        ]
        let said = parts.compactMap { name, value in
            value.map { "\(phrases.text("label_filter_\(name)")): \u{2068}\($0)\u{2069}" }
        }
        return said.isEmpty ? phrases.text("search_all_jobs") : said.joined(separator: " · ")
    }
}
